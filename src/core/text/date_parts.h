/*
 * date_parts.h
 *	  What date_format.c makes of a template, and its reader and writer follow.
 */
#ifndef TG_CORE_TEXT_DATE_PARTS_H
#define TG_CORE_TEXT_DATE_PARTS_H

#include "core/text/ascii.h"
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
	DATE_DAY_MINUTE,
	DATE_MINUTE,
	DATE_SECOND,
	DATE_FRACTION,
	DATE_MERIDIEM,
	DATE_ZONE,
	DATE_SERIAL,
	DATE_IGNORED,
	DATE_KINDS
} DateKind;

/* 2000-01-01 as spreadsheets count days. */
#define TG_SERIAL_2000 36526

/* The English name of a month, from 0, in lower case. */
extern const char *tg_month_name(uint32_t month);

/* Find the month, from 1, whose name a word is, or begins: three letters. */
extern bool tg_month_find(const char *word, size_t len, uint32_t *month);

#endif /* TG_CORE_TEXT_DATE_PARTS_H */
