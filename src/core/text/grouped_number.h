/*
 * grouped_number.h
 *	  Numbers with marks between their thousands.
 */
#ifndef TG_CORE_TEXT_GROUPED_NUMBER_H
#define TG_CORE_TEXT_GROUPED_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct TgGrouped
{
	char mark;	/* between thousands; '\0': one beyond ASCII, or none */
	int groups; /* after the first digits */
	char point; /* before the fraction; '\0': it has none */
} TgGrouped;

/*
 * Read a number of which one mark stands between all thousands, if any does,
 * and a point or a comma before the fraction, if there is one.  False if it is
 * none, or has a zero in front.
 */
extern bool tg_grouped_read(const char *text, size_t len, TgGrouped *g);

#endif /* TG_CORE_TEXT_GROUPED_NUMBER_H */
