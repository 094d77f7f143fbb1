/*
 * tried_with.c
 *	  What a file was tried with that brought no trip.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "file/tried_with.h"
#include "store/sql.h"

static const char *const store_query =
	"SELECT pg_catalog.md5(coalesce((SELECT pg_catalog.string_agg("
	"c.relname::text || ' ' || pg_catalog.encode(t.tgargs, 'hex'), ','"
	" ORDER BY c.relname, t.tgname) FROM pg_catalog.pg_trigger AS t"
	" JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid"
	" WHERE c.relnamespace = $1 AND c.relkind = 'v'), '')"
	" || (SELECT pg_catalog.count(*)::text || ' ' || coalesce(pg_catalog.sum("
	"pg_catalog.hashtextextended(pg_catalog.concat_ws('|', p.name, p.region,"
	" p.position::tripgrid.lonlat), 0)), 0)::text FROM ONLY %s.places AS p)"
	" || coalesce((SELECT e.extversion FROM pg_catalog.pg_extension AS e"
	" WHERE e.extname = 'tripgrid'), ''))";

/* What is said of how a file is to be read. */
static char *
options_of(const FileRequest *request)
{
	const char *const texts[] = {
		request->feed,			request->format,	request->region,
		request->datasource,	request->delimiter, request->quote,
		request->escape,		request->null_text, request->encoding,
		request->date_format,	request->time_zone, request->position_order,
		request->position_form, request->target,	request->on_key,
		request->version};
	StringInfoData options;

	initStringInfo(&options);
	for (int i = 0; i < lengthof(texts); i++)
		appendStringInfo(&options, "%s;",
						 texts[i] == NULL ? "" : quote_literal_cstr(texts[i]));
	for (int i = 0; i < request->key_count; i++)
		appendStringInfo(&options, "%s;",
						 quote_literal_cstr(request->key_columns[i]));
	appendStringInfo(&options, "%d;%d;%d;%s;", request->header,
					 request->position_srid, request->add_columns,
					 pg_get_client_encoding_name());
	return options.data;
}

/* The text that a query gives. */
static char *
text_of(const char *query, int count, Oid *types, Datum *values)
{
	MemoryContext context = CurrentMemoryContext;
	char *text;

	SPI_connect();
	sql_query(query, count, types, values);
	text =
		MemoryContextStrdup(context, SPI_getvalue(SPI_tuptable->vals[0],
												  SPI_tuptable->tupdesc, 1));
	SPI_finish();
	return text;
}

char *
tried_store(Store *store)
{
	Oid types[] = {OIDOID};
	Datum values[] = {ObjectIdGetDatum(store->schema)};
	StoreCaller caller = store_become_owner(store);
	char *text = text_of(psprintf(store_query, store->quoted), lengthof(types),
						 types, values);

	store_resume(caller);
	return text;
}

char *
tried_with(const FileRequest *request, const char *store)
{
	Oid types[] = {TEXTOID};
	Datum values[] = {
		CStringGetTextDatum(psprintf("%s%s", options_of(request), store))};

	return text_of("SELECT pg_catalog.md5($1)", lengthof(types), types,
				   values);
}
