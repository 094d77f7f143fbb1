/*
 * column_names.h
 *	  The names that the columns of a source have in a view.
 */
#ifndef TG_DETECT_COLUMN_NAMES_H
#define TG_DETECT_COLUMN_NAMES_H

#include "postgres.h"

/* One for each: none empty, none twice, none longer than names are. */
extern char **name_columns(char *const *columns, int count);

#endif /* TG_DETECT_COLUMN_NAMES_H */
