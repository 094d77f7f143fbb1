/*
 * hour_look.h
 *	  Whether times may be those of a clock of 12 hours whose AM and PM are
 *	  lost, or hours are counted from 1 to 24.
 */
#ifndef TG_CORE_TEXT_HOUR_LOOK_H
#define TG_CORE_TEXT_HOUR_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TgHours
{
	bool whole_day; /* some hour is 0, or over 12 */
	bool alone;		/* some are but an hour, */
	bool last;		/* of which one is 24 */
	bool full;		/* some are 24:00, and */
	bool minutes;	/* some no full hours */
	uint64_t times;
	uint64_t early; /* of 1 to 6 o'clock, when few are on their way */
} TgHours;

/*
 * Take a text: its hour is the number before its first colon, or all of it,
 * but for blanks, if that is one of two digits at most.
 */
extern void tg_hours_add(TgHours *hours, const char *bytes, size_t len);

/* Tell whether hours alone, or full hours, go to 24. */
extern bool tg_hours_to_24(const TgHours *hours);

/* Tell whether more times would change nothing. */
extern bool tg_hours_known(const TgHours *hours);

/*
 * Tell whether there are enough times to say so, none is of a clock of 24
 * hours, and some would be at night.
 */
extern bool tg_hours_halved(const TgHours *hours);

#endif /* TG_CORE_TEXT_HOUR_LOOK_H */
