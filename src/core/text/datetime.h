/*
 * datetime.h
 *	  The text forms of departures, read and written.
 *
 * Every reader takes a counted string (no terminator needed, any bytes) and
 * ignores leading and trailing blanks (space, tab, CR, LF, VT, FF).
 */
#ifndef TG_CORE_TEXT_DATETIME_H
#define TG_CORE_TEXT_DATETIME_H

#include <stddef.h>

#include "core/base/position.h"
#include "core/base/status.h"

/* What the text of a departure says about its clock. */
typedef enum TgClock
{
	TG_CLOCK_LOCAL,	  /* wall-clock time, taken as it is */
	TG_CLOCK_INSTANT, /* UTC: an offset, Z, UTC or an epoch was given */
	TG_CLOCK_NAMED	  /* that of a zone which tg_zone_name finds */
} TgClock;

/* Room that tg_datetime_format needs, terminator included. */
#define TG_DATETIME_TEXT 48

/*
 * Read a date and time: see the forms above tg_datetime_parse in datetime.c.
 * out is in microseconds since 2000-01-01, of the clock that *clock names.
 */
extern TgStatus tg_datetime_parse(const char *text, size_t len, int64_t *out,
								  TgClock *clock);

/* Write "2018-05-28 09:03:40", with the fraction's digits that are needed. */
extern size_t tg_datetime_format(int64_t departure, char *out);

#endif /* TG_CORE_TEXT_DATETIME_H */
