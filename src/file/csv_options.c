/*
 * csv_options.c
 *	  How the records of a file are written, told to COPY.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "nodes/makefuncs.h"

#include "file/csv_options.h"

static DefElem *
option(const char *name, const char *value)
{
	return makeDefElem(pstrdup(name), (Node *) makeString(pstrdup(value)), -1);
}

static DefElem *
byte_option(const char *name, char byte)
{
	char value[] = {byte, '\0'};

	return option(name, value);
}

List *
csv_options(const FileFormat *format)
{
	List *options = list_make5(
		option("format", "csv"), byte_option("delimiter", format->delimiter),
		byte_option("quote", format->quote),
		byte_option("escape", format->escape),
		option("encoding", pg_encoding_to_char(format->encoding)));

	return lappend(options, option("null", format->null_text));
}
