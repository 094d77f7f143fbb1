/*
 * column_type.h
 *	  Which type a column of texts has: one by which no value of it loses
 *	  anything.
 *
 * Values are shown one by one; what is left is what all of them are.  Blanks
 * around a value, and values that are empty, say nothing.
 */
#ifndef TG_CORE_TEXT_COLUMN_TYPE_H
#define TG_CORE_TEXT_COLUMN_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/text/date_format.h"
#include "core/text/date_order.h"

typedef enum TgColumnType
{
	TG_COLUMN_BOOLEAN,
	TG_COLUMN_BIGINT,
	TG_COLUMN_NUMERIC,
	TG_COLUMN_DATE,
	TG_COLUMN_TIMESTAMP,
	TG_COLUMN_TIMESTAMPTZ,
	TG_COLUMN_UUID,
	TG_COLUMN_JSONB,
	TG_COLUMN_TEXT,
	TG_COLUMN_TYPES
} TgColumnType;

/* Which number of a date is the day. */
#define TG_FIT_DMY 1
#define TG_FIT_MDY 2
#define TG_FIT_YMD 4

#define TG_COLUMN_FORMAT 32 /* bytes of a template that is found */

/* What the values so far may be. */
typedef struct TgColumnFit
{
	uint64_t values; /* that are not empty */
	uint32_t fits;	 /* a bit for each type */
	uint16_t words;	 /* a bit for each pair of words for true and false */
	uint16_t said;	 /* two bits for each: the words that have come */
	const TgDateFormat *format; /* that dates are said to have; or null */
	bool custom;				/* each value is a date of that format, */
	TgColumnType moment;		/* which is of this type */
	bool dated;					/* each value is a date in numbers, */
	char mark;					/* between which this stands, */
	uint8_t clock;	   /* with a time of day after it: see column_type.c, */
	uint8_t orders;	   /* in these orders, */
	TgDateOrders days; /* as they follow each other */
	bool pointed;	   /* some number has a point */
	bool comma;		   /* each value is a number with a comma or none, */
	bool comma_proven; /* and some comma cannot be one of thousands */
	uint8_t points;	   /* between thousands: see column_type.c */
	bool thousands;	   /* each value is a number, if marks between thousands */
	bool marked;	   /* are left out, and some value has one */
} TgColumnFit;

/* What a column is. */
typedef struct TgColumnFound
{
	TgColumnType type;
	char date_format[TG_COLUMN_FORMAT]; /* of its dates; empty: the usual one,
										   or that which was said */
	bool open_order;	/* text, but dates with the day or the month first */
	bool by_dots;		/* the order of dates is that of dates with dots, */
	bool by_days;		/* or that in which they follow each other */
	bool turned;		/* dates that some are not written like others */
	bool decimal_comma; /* of its numbers */
	bool open_comma;	/* text, but numbers whose comma may be of thousands */
	bool thousands;		/* text, but numbers with marks between thousands */
} TgColumnFound;

/* Begin a column whose dates are said to have a format; null: nobody says. */
extern void tg_column_begin(TgColumnFit *fit, const TgDateFormat *format);

/* A value; what is empty is none. */
extern void tg_column_add(TgColumnFit *fit, const char *text, size_t len);

/* A value that is a string of JSON: no number, nor true or false. */
extern void tg_column_add_string(TgColumnFit *fit, const char *text,
								 size_t len);

/*
 * A value that is an array or an object of JSON; keeps tells whether jsonb
 * loses nothing of it.
 */
extern void tg_column_add_nested(TgColumnFit *fit, bool keeps);

extern void tg_column_find(const TgColumnFit *fit, TgColumnFound *found);

/* The type in SQL. */
extern const char *tg_column_type_name(TgColumnType type);

#endif /* TG_CORE_TEXT_COLUMN_TYPE_H */
