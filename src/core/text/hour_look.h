/*
 * hour_look.h
 *	  Whether times may be those of a clock of 12 hours whose AM and PM are
 *	  lost.
 */
#ifndef TG_CORE_TEXT_HOUR_LOOK_H
#define TG_CORE_TEXT_HOUR_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TgHours
{
	bool whole_day; /* some hour is 0, or over 12 */
	uint64_t times;
	uint64_t early; /* of 1 to 6 o'clock, when few are on their way */
} TgHours;

/* Take a text: its hour is the number before its first colon, if any. */
extern void tg_hours_add(TgHours *hours, const char *bytes, size_t len);

/*
 * Tell whether there are enough times to say so, none is of a clock of 24
 * hours, and some would be at night.
 */
extern bool tg_hours_halved(const TgHours *hours);

#endif /* TG_CORE_TEXT_HOUR_LOOK_H */
