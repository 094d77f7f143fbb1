/*
 * further_columns.h
 *	  Columns that were added to trips, by their names in a file.
 */
#ifndef TG_FILE_FURTHER_COLUMNS_H
#define TG_FILE_FURTHER_COLUMNS_H

#include "postgres.h"

/*
 * A mapping with those columns of trips besides that have the name of one of a
 * file's columns, whatever the letters and spaces in it.  Left out are those
 * that every trip has, those that the server fills, and those whose name
 * several columns of the file have.
 */
extern Datum further_columns(Datum mapping, Datum columns, Oid trips);

#endif /* TG_FILE_FURTHER_COLUMNS_H */
