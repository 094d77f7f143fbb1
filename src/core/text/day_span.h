/*
 * day_span.h
 *	  A span of the day as people write it: 07:00-10:00.
 */
#ifndef TG_CORE_TEXT_DAY_SPAN_H
#define TG_CORE_TEXT_DAY_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Read two times, HH:MM each, into minutes of the day: from is less than 1440,
 * until at most that, and they differ.  Blanks may stand around them.
 */
extern bool tg_day_span_parse(const char *text, size_t len, int32_t *from,
							  int32_t *until);

#endif /* TG_CORE_TEXT_DAY_SPAN_H */
