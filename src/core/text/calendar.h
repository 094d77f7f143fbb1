/*
 * calendar.h
 *	  The Gregorian calendar, and the parts of a departure's text that all
 *	  its forms share.
 *
 * The readers take where to start and where the text ends, and return where
 * they stopped, or NULL if what they read is not there.
 */
#ifndef TG_CORE_TEXT_CALENDAR_H
#define TG_CORE_TEXT_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/position.h"
#include "core/base/status.h"
#include "core/text/ascii.h"

/* What a text says, before anyone asks the calendar. */
typedef struct TgMoment
{
	uint32_t year;
	uint32_t month;
	uint32_t day;
	uint32_t hour;
	uint32_t minute;
	uint32_t second;
	uint32_t micros; /* 1000000 if the fraction was rounded up to it */
	uint32_t offset_hour;
	uint32_t offset_minute;
	bool west;	/* of Greenwich: the offset is negative */
	bool named; /* by a zone whose offset depends on more */
} TgMoment;

/* The number that two digits make; *good becomes false without them. */
static inline uint32_t
tg_two_digits(const char *at, bool *good)
{
	uint32_t tens = (uint32_t) at[0] - '0';
	uint32_t ones = (uint32_t) at[1] - '0';

	*good &= (tens <= 9) & (ones <= 9);
	return tens * 10 + ones;
}

/*
 * Read the digits of a fraction, at least one, and round them half up to so
 * many places; the result may be a whole one.
 */
extern const char *tg_fraction_read(const char *at, const char *end,
									int places, uint32_t *out);

/*
 * Find the microseconds since 2000-01-01 of what was read, in UTC if it has an
 * offset.  Leave *out alone unless TG_OK.
 */
extern TgStatus tg_moment_find(const TgMoment *f, int64_t *out);

#endif /* TG_CORE_TEXT_CALENDAR_H */
