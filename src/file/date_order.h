/*
 * date_order.h
 *	  Which of the numbers of a file's dates is the day.
 */
#ifndef TG_FILE_DATE_ORDER_H
#define TG_FILE_DATE_ORDER_H

#include "core/text/hour_look.h"
#include "file/file_head.h"

/* As in DateStyle, and how sure it is. */
typedef struct FileDates
{
	const char *order; /* DMY, MDY or YMD; null: several are possible */
	bool proven;	   /* no other explains all dates */
	bool mixed;		   /* no order does */
	bool broken;	   /* rows follow each other if some dates are turned */
} FileDates;

/*
 * Read a field of the records of a file, up to where it is known: of CSV by
 * its number from 0, of JSON, whose shape is known, by its path.
 */
extern FileDates file_date_order(const char *path, uint64 start,
								 const FileFormat *format, const char *field);

/* The hours of a field's times, as far as more would change anything. */
extern TgHours file_hours(const char *path, uint64 start,
						  const FileFormat *format, const char *field);

/*
 * The first departure whose letters are those of a clock that the zone has,
 * but not then; null for none.
 */
extern char *file_letters_off(const char *path, uint64 start,
							  const FileFormat *format, const char *field,
							  const char *template, const char *zone);

#endif /* TG_FILE_DATE_ORDER_H */
