/*
 * name_fold.h
 *	  Names of columns as words of plain letters, so that they can be compared.
 */
#ifndef TG_CORE_TEXT_NAME_FOLD_H
#define TG_CORE_TEXT_NAME_FOLD_H

#include <stddef.h>

/* Room for the words of so many bytes, terminator included. */
#define TG_NAME_FOLD_ROOM(len) (3 * (len) + 1)

/*
 * Write the words of a name (UTF-8, or any bytes) in lower-case ASCII with one
 * '_' between them: "Start Station Longitude", "startStationLongitude" and
 * "START_STATION.LONGITUDE" are all start_station_longitude.  Latin letters
 * lose their accents, Cyrillic ones are transliterated, and others are written
 * as u and their hexadecimal number.  Give the length without terminator.
 */
extern size_t tg_name_fold(const char *text, size_t len, char *out);

#endif /* TG_CORE_TEXT_NAME_FOLD_H */
