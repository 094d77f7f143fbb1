/*
 * date_parts.h
 *	  What date_format.c makes of a template, and its reader and writer follow.
 */
#ifndef TG_CORE_TEXT_DATE_PARTS_H
#define TG_CORE_TEXT_DATE_PARTS_H

#include "core/text/date_format.h"

/* The kinds of a TgDatePart. */
typedef enum DateKind
{
	DATE_LITERAL,
	DATE_BLANKS,
	DATE_YEAR,
	DATE_SHORT_YEAR,
	DATE_MONTH,
	DATE_MONTH_NAME,
	DATE_DAY,
	DATE_WEEKDAY,
	DATE_HOUR,
	DATE_HALF_DAY_HOUR,
	DATE_MINUTE,
	DATE_SECOND,
	DATE_FRACTION,
	DATE_MERIDIEM,
	DATE_ZONE,
	DATE_IGNORED,
	DATE_KINDS
} DateKind;

static inline bool
tg_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
tg_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char
tg_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
}

/* The English name of a month, from 0, in lower case. */
extern const char *tg_month_name(uint32_t month);

#endif /* TG_CORE_TEXT_DATE_PARTS_H */
