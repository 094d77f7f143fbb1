/*
 * named_clock.h
 *	  Departures by the clock of a zone that has a name.
 */
#ifndef TG_TYPES_NAMED_CLOCK_H
#define TG_TYPES_NAMED_CLOCK_H

#include "postgres.h"

#include "pgtime.h"

#include "core/base/status.h"
#include "core/text/datetime.h"

/*
 * Find the instant of a departure that was read from a text whose clock is
 * TG_CLOCK_NAMED.  An abbreviation is that of the given zone, if it has it.
 * Without a zone a time stays as it is written, for it is local there; but not
 * one of an abbreviation that several zones share.
 */
extern TgStatus named_clock_read(const char *text, size_t len, pg_tz *zone,
								 int64_t *departure, TgClock *clock);

/*
 * Tell whether a zone calls a clock of its own as the text does, or people do,
 * but had another one at the departure that was read from the text: PST in
 * July.  That is by its clock's name, or an instant, which GMT may say.
 */
extern bool named_clock_is_off(const char *text, int64 departure,
							   TgClock clock, pg_tz *zone);

/* The name of the zone in a text; null if it is an abbreviation, or none. */
extern const char *named_clock_zone(const char *text);

#endif /* TG_TYPES_NAMED_CLOCK_H */
