/*
 * trip_text.h
 *	  The text forms of trips and groups.
 */
#ifndef TG_CORE_TEXT_TRIP_TEXT_H
#define TG_CORE_TEXT_TRIP_TEXT_H

#include <stddef.h>

#include "core/base/position.h"
#include "core/base/status.h"
#include "core/text/datetime.h"
#include "core/text/position_text.h"

#define TG_TRIP_TEXT (2 * TG_LONLAT_TEXT + TG_DATETIME_TEXT)
#define TG_GROUP_TEXT 160

/* POINT(lon lat) POINT(lon lat) YYYY-MM-DD HH:MM:SS[.ffffff] */
extern TgStatus tg_trip_parse(const char *text, size_t len, TgTrip *trip);
extern size_t tg_trip_format(const TgTrip *trip, char *out);

/* BOX(w s,e n) BOX(w s,e n) HH:MM:SS-HH:MM:SS: origin, destination, time */
extern TgStatus tg_group_parse(const char *text, size_t len, TgGroup *group);
extern size_t tg_group_format(const TgGroup *group, char *out);

#endif /* TG_CORE_TEXT_TRIP_TEXT_H */
