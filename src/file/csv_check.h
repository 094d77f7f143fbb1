/*
 * csv_check.h
 *	  Records of CSV that are not what they seem: text in quotes that is rows,
 *	  and rows that are headers.
 */
#ifndef TG_FILE_CSV_CHECK_H
#define TG_FILE_CSV_CHECK_H

#include "file/file_task.h"
#include "store/field_text.h"

typedef struct CsvCheck
{
	const FileFormat *format;
	int fields; /* of a record */
	/* tell whether so many fields make a row; null: more than three do */
	bool (*is_row)(void *arg, const FieldText *fields);
	void *arg;
	bool warned;
} CsvCheck;

/*
 * Raise an error if a record has several lines because of a quote that was
 * forgotten, or is one too many: it is around no whole field, or around what
 * is a row itself.  Where the caller has said the quote, it is a warning.
 */
extern void csv_check_lines(CsvCheck *check, const char *record, size_t len);

/*
 * Raise an error if a record that is none of the rows has names of columns,
 * but not in their order: what follows it would be read into others.  place
 * is which field each column is, -1 for none.
 */
extern void csv_check_names(char *const *names, const int *place, int columns,
							const FieldText *fields, int count);

#endif /* TG_FILE_CSV_CHECK_H */
