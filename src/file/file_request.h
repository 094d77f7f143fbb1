/*
 * file_request.h
 *	  What a caller of load_file asks for.
 */
#ifndef TG_FILE_FILE_REQUEST_H
#define TG_FILE_FILE_REQUEST_H

#include "postgres.h"

#define MAX_JOBS 64

/* Texts are null where the caller has not said. */
typedef struct FileRequest
{
	char *path;
	char *feed;
	int jobs;
	char *key;
	char *format;
	bool again;
	char *store;
	char *region;
	char *datasource;
	char *delimiter;
	char *quote;
	char *escape;
	char *null_text;
	char *encoding;
	bool encoding_guessed; /* from the whole file, since nobody has said it */
	int header;			   /* -1: find out */
	/* of a feed that is detected, instead of what is found out */
	char *date_format;
	char *time_zone;
	char *position_order;
	char *position_form;
	int32 position_srid; /* 0: not said */
	/* of the table that the rows are for, instead of a feed */
	char *target;
	char **key_columns;
	int key_count;
	char *on_key;
	char *version;
	bool add_columns; /* that a file has and the table has not */
	bool repeated;	  /* a failure of the same kind is in the ledger once */
} FileRequest;

#endif /* TG_FILE_FILE_REQUEST_H */
