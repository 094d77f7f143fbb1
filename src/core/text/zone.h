/*
 * zone.h
 *	  What stands after a time of day: how far from UTC its clock is.
 */
#ifndef TG_CORE_TEXT_ZONE_H
#define TG_CORE_TEXT_ZONE_H

#include <stddef.h>

#include "core/text/calendar.h"

/*
 * Read a zone, of which there must be something: Z, UTC, GMT, or an offset
 * from UTC, alone or after one of those two; an abbreviation that is in use;
 * or the name of a zone, such as Europe/Vienna, also in square brackets.
 * After an offset or Z another name of it may stand in square brackets, in
 * parentheses or, as a word, after a blank: the offset says it all.
 *
 * f->named is set for a name, or an abbreviation but UTC and GMT: it says
 * whose clock it is; tg_zone_name finds it.
 */
extern const char *tg_zone_read(const char *at, const char *end, TgMoment *f);

/*
 * Tell how many minutes east of Greenwich an abbreviation is; false if several
 * zones share it, or it is none.
 */
extern bool tg_zone_minutes(const char *name, size_t len, int *east);

/*
 * Find in the text of a departure what tg_zone_read has left open; *len is 0
 * if nothing is.
 */
extern const char *tg_zone_name(const char *text, size_t text_len,
								size_t *len);

#endif /* TG_CORE_TEXT_ZONE_H */
