/*
 * date_format.h
 *	  Departures in the form that a template describes, as to_char's do.
 */
#ifndef TG_CORE_TEXT_DATE_FORMAT_H
#define TG_CORE_TEXT_DATE_FORMAT_H

#include "core/text/datetime.h"

#define TG_DATE_PARTS 48
#define TG_DATE_TEXT (TG_DATE_PARTS * 10 + TG_DATETIME_TEXT)

/* One step of reading; made by tg_date_format_compile. */
typedef struct TgDatePart
{
	uint8_t kind;
	uint8_t exact;		 /* a number of two digits, not of one or two */
	uint8_t no_fraction; /* of seconds: the template has one of its own */
	char literal;		 /* the character itself, or what seconds follow */
	uint8_t whole;		 /* a name is not cut to three letters */
} TgDatePart;

typedef struct TgDateFormat
{
	int count;
	TgDatePart parts[TG_DATE_PARTS];
} TgDateFormat;

/*
 * Compile a template: see the elements above tg_date_format_compile.
 * TG_BAD_DATE_FORMAT if it has others, if it has one twice, or if it does not
 * say year, month and day.
 */
extern TgStatus tg_date_format_compile(const char *text, size_t len,
									   TgDateFormat *format);

/*
 * Read a date and time of that form; statuses and results are those of
 * tg_datetime_parse.
 */
extern TgStatus tg_date_format_parse(const TgDateFormat *format,
									 const char *text, size_t len,
									 int64_t *out, TgClock *clock);

/* Tell whether the form says how far from UTC its clock is. */
extern bool tg_date_format_has_zone(const TgDateFormat *format);

/*
 * Write a departure in that form, as UTC if it has a zone, with a terminator,
 * and return the length without it.  out has room for TG_DATE_TEXT bytes.
 * Years that the form cannot hold are written as tg_datetime_format does.
 */
extern size_t tg_date_format_write(const TgDateFormat *format,
								   int64_t departure, char *out);

#endif /* TG_CORE_TEXT_DATE_FORMAT_H */
