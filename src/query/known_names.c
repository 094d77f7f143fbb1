/*
 * known_names.c
 *	  What summaries know of a store's regions and datasources.
 */
#include "compat.h"

#include "catalog/pg_collation_d.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/formatting.h"
#include "utils/memutils.h"
#include "utils/varlena.h"

#include "query/known_names.h"
#include "segment/node_counts.h"
#include "segment/names.h"
#include "segment/tally.h"

#define FIRST_ROOM 128
#define HINTS 3 /* names that an error tells */

/* Characters of names whose distance to the wanted one is found; and of that,
 * which is compared with all. */
#define MOST_NAME 255
#define MOST_WANTED 64

/* The names of one kind, and the trips of each. */
typedef struct KnownNames
{
	const char *kind;
	Names *names;
	int64 *trips;
	uint32 room;
} KnownNames;

static void
add_name(KnownNames *known, const text *name, int64 trips)
{
	uint32 number =
		names_number(known->names, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));

	if (number >= known->room)
	{
		Size used = known->room * sizeof(int64);

		known->room *= 2;
		known->trips =
			repalloc_huge(known->trips, known->room * sizeof(int64));
		memset((char *) known->trips + used, 0, used);
	}
	known->trips[number] += trips;
}

static KnownNames
begin_names(const char *kind)
{
	KnownNames known = {kind, names_create(CurrentMemoryContext),
						palloc0(FIRST_ROOM * sizeof(int64)), FIRST_ROOM};

	return known;
}

/* What one row of summaries says of its datasources. */
typedef struct DatasourceTrips
{
	Datum *names;
	Datum *trips;
	int count;
} DatasourceTrips;

static DatasourceTrips
row_datasources(TableScan *scan)
{
	DatasourceTrips found;
	int trips;

	found.count = array_elements(table_scan_get(scan, COL_SUMMARY_DATASOURCES),
								 TEXTOID, &found.names);
	trips = array_elements(table_scan_get(scan, COL_SUMMARY_DATASOURCE_TRIPS),
						   INT8OID, &found.trips);
	found.count = Min(found.count, trips);
	return found;
}

/* A name in lower case, as far as distances are found: so many characters. */
static char *
lowered(const text *name, int most)
{
	char *lower = str_tolower(
		VARDATA_ANY(name),
		pg_mbcharcliplen(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), most),
		DEFAULT_COLLATION_OID);

	/* it may have become longer */
	lower[pg_mbcharcliplen(lower, strlen(lower), most)] = '\0';
	return lower;
}

typedef struct CloseName
{
	const text *name;
	int distance;
} CloseName;

/* The closest first, then in the order of their bytes. */
static int
compare_close(const CloseName *a, const CloseName *b)
{
	uint32 length =
		Min(VARSIZE_ANY_EXHDR(a->name), VARSIZE_ANY_EXHDR(b->name));
	int order;

	if (a->distance != b->distance)
		return a->distance < b->distance ? -1 : 1;
	order = memcmp(VARDATA_ANY(a->name), VARDATA_ANY(b->name), length);
	if (order != 0)
		return order;
	return VARSIZE_ANY_EXHDR(a->name) < VARSIZE_ANY_EXHDR(b->name) ? -1 : 1;
}

/* The names that are closest to one, quoted; null if there is none at all. */
static const char *
closest_names(const KnownNames *known, const text *wanted)
{
	const char *lower = lowered(wanted, MOST_WANTED);
	CloseName closest[HINTS + 1];
	int used = 0;
	StringInfoData list;
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid name", ALLOCSET_DEFAULT_SIZES);

	for (uint32 i = 0; i < known->names->count; i++)
	{
		CloseName name = {known->names->names[i].value};
		const char *other;
		int at;
		MemoryContext old;

		CHECK_FOR_INTERRUPTS();
		if (known->trips[i] <= 0)
			continue;
		old = MemoryContextSwitchTo(context);
		other = lowered(name.name, MOST_NAME);
		name.distance = varstr_levenshtein(lower, strlen(lower), other,
										   strlen(other), 1, 1, 1, false);
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
		for (at = used; at > 0 && compare_close(&name, &closest[at - 1]) < 0;
			 at--)
			closest[at] = closest[at - 1];
		closest[at] = name;
		used = Min(used + 1, HINTS);
	}
	if (used == 0)
		return NULL;
	initStringInfo(&list);
	for (int i = 0; i < used; i++)
		appendStringInfo(&list, "%s\"%s\"", i > 0 ? ", " : "",
						 text_to_cstring(closest[i].name));
	return list.data;
}

static void
no_trips(const KnownNames *known, const text *wanted, const char *store)
{
	const char *closest = closest_names(known, wanted);

	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
					errmsg("%s \"%s\" has no trips in store \"%s\"",
						   known->kind, text_to_cstring(wanted), store),
					closest == NULL ? errhint("The store has no trips yet.")
									: errhint("Closest names: %s.", closest)));
}

/* Add the names of the row at hand. */
static void
add_row(TableScan *scan, bool region, KnownNames *known)
{
	int sign = DatumGetInt16(table_scan_get(scan, COL_SUMMARY_SIGN));
	DatasourceTrips found;

	if (region)
	{
		add_name(
			known, DatumGetTextPP(table_scan_get(scan, COL_SUMMARY_REGION)),
			sign * DatumGetInt64(table_scan_get(scan, COL_SUMMARY_TRIPS)));
		return;
	}
	found = row_datasources(scan);
	for (int i = 0; i < found.count; i++)
		add_name(known, DatumGetTextPP(found.names[i]),
				 sign * DatumGetInt64(found.trips[i]));
}

/* Raise the error, from another look at the summaries. */
static void
report_missing(TableScan *scan, const char *kind, const text *wanted,
			   bool region, const char *store, MemoryContext row)
{
	KnownNames known = begin_names(kind);

	table_scan_begin(scan, NULL, 0);
	while (table_scan_next(scan))
	{
		MemoryContext old = MemoryContextSwitchTo(row);

		CHECK_FOR_INTERRUPTS();
		add_row(scan, region, &known);
		MemoryContextSwitchTo(old);
		MemoryContextReset(row);
	}
	no_trips(&known, wanted, store);
}

/* The trips of a datasource that a row of summaries knows of. */
static int64
datasource_trips(TableScan *scan, const text *datasource)
{
	DatasourceTrips found = row_datasources(scan);
	int64 trips = 0;

	for (int i = 0; i < found.count; i++)
		if (same_bytes(datasource, DatumGetTextPP(found.names[i])))
			trips += DatumGetInt64(found.trips[i]);
	return trips;
}

/* The trips of a datasource. */
static int64
count_datasource(TableScan *scan, const text *datasource, MemoryContext row)
{
	int64 trips = 0;

	table_scan_begin(scan, NULL, 0);
	while (table_scan_next(scan))
	{
		MemoryContext old = MemoryContextSwitchTo(row);
		int sign = DatumGetInt16(table_scan_get(scan, COL_SUMMARY_SIGN));

		CHECK_FOR_INTERRUPTS();
		trips += sign * datasource_trips(scan, datasource);
		MemoryContextSwitchTo(old);
		MemoryContextReset(row);
	}
	return trips;
}

/* Look at summaries for what nodes do not tell, and report what is missing. */
static void
look_at_summaries(Oid schema, const char *store, const text *no_region,
				  const text *datasource, bool counted)
{
	TableScan *scan = table_scan_open(
		schema, REL_SUMMARIES,
		COLUMN_BIT(COL_SUMMARY_SIGN) | COLUMN_BIT(COL_SUMMARY_REGION) |
			COLUMN_BIT(COL_SUMMARY_TRIPS) |
			COLUMN_BIT(COL_SUMMARY_DATASOURCES) |
			COLUMN_BIT(COL_SUMMARY_DATASOURCE_TRIPS));
	MemoryContext row = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid summary", ALLOCSET_DEFAULT_SIZES);

	if (no_region != NULL)
		report_missing(scan, "region", no_region, true, store, row);
	if (counted || count_datasource(scan, datasource, row) <= 0)
		report_missing(scan, "datasource", datasource, false, store, row);
	MemoryContextDelete(row);
	table_scan_close(scan);
}

TgTally *
names_require(Oid schema, const char *store, const text *region,
			  const text *datasource, bool weeks)
{
	TgTally *tally =
		weeks ? tally_create(CurrentMemoryContext, FIRST_ROOM) : NULL;
	int64 trips;
	bool counted;

	if (region != NULL || weeks)
	{
		trips = nodes_trips(schema, region, weeks ? &tally : NULL);
		if (region != NULL && trips <= 0)
			look_at_summaries(schema, store, region, NULL, false);
	}
	if (datasource != NULL)
	{
		counted = nodes_datasource_trips(schema, datasource, &trips);
		if (!counted || trips <= 0)
			look_at_summaries(schema, store, NULL, datasource, counted);
	}
	return tally;
}
