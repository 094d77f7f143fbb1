/*
 * csv_options.h
 *	  How the records of a file are written, told to COPY.
 */
#ifndef TG_FILE_CSV_OPTIONS_H
#define TG_FILE_CSV_OPTIONS_H

#include "nodes/pg_list.h"

#include "file/file_task.h"

/* COPY's options for a file without a header. */
extern List *csv_options(const FileFormat *format);

#endif /* TG_FILE_CSV_OPTIONS_H */
