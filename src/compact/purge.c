/*
 * purge.c
 *	  Trips that went, taken out of the segments that have them.
 *
 * What went stands in runs of its own until compaction meets it and what came.
 * Here it is looked for at once: of the nodes that may have some of it, those
 * that do are written again, and so are the summaries of their runs.
 *
 * Runs are gone through in the same order for both projections, so that equal
 * trips of several runs go from the same run in both.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "compact/purge.h"
#include "compact/purge_node.h"
#include "compact/runs.h"
#include "segment/node_tree.h"
#include "segment/segment_reader.h"
#include "store/sql.h"
#include "types/types.h"

#define WENT_TRIPS 2000000 /* in memory at a time */
#define ROOM 65536		   /* the most that tripgrid.segment_trips allows */

/* The runs of one sign, in the order of their numbers. */
static RunList
runs_of_sign(const RunList *all, int sign)
{
	RunList list = {palloc((all->count + 1) * sizeof(Run)), 0, false};

	for (int i = 0; i < all->count; i++)
		if (all->runs[i].sign == sign)
			list.runs[list.count++] = all->runs[i];
	return list;
}

/* Add the trips of a row: region, datasources and the columns. */
static void
add_row(Went *went, HeapTuple tuple, TupleDesc desc)
{
	Datum column[6];
	text *region;
	Datum *names;
	int length;
	uint32 count;
	uint32 region_number;
	TgRecord *records;

	sql_row(tuple, desc, lengthof(column), column);
	region = DatumGetTextPP(column[0]);
	region_number = names_number(went->regions, VARDATA_ANY(region),
								 VARSIZE_ANY_EXHDR(region));
	length = array_elements(column[1], TEXTOID, &names);
	records = segment_read(
		&(SegmentColumns){column[2], column[3], column[4], column[5]},
		(uint32) length, &count);
	for (uint32 i = 0; i < count; i++)
	{
		Datum name = names[records[i].datasource];

		records[i].region = region_number;
		records[i].datasource = names_number(
			went->datasources, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
		went_add(went, &records[i]);
	}
}

/* Read trips that went until memory is full; false if there were none left. */
static bool
fill_went(Went *went, Portal portal)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid purge", ALLOCSET_DEFAULT_SIZES);
	bool more = true;

	went_reset(went);
	while (more && went->count < WENT_TRIPS)
	{
		CHECK_FOR_INTERRUPTS();
		SPI_cursor_fetch(portal, true, 1);
		more = SPI_processed > 0;
		if (more)
		{
			MemoryContext old = MemoryContextSwitchTo(context);

			add_row(went, SPI_tuptable->vals[0], SPI_tuptable->tupdesc);
			MemoryContextSwitchTo(old);
			MemoryContextReset(context);
		}
		SPI_freetuptable(SPI_tuptable);
	}
	MemoryContextDelete(context);
	return went->count > 0;
}

/* Take what went out of the nodes of a place; tell whether there was any. */
static bool
purge_nodes(PurgePlace *place)
{
	Oid types[] = {TEXTOID, CHAROID, INT8OID};
	Datum values[] = {
		place->region,
		CharGetDatum(place->projection == TG_BY_ORIGIN ? 'o' : 'd'),
		Int64GetDatum(place->writer->run)};
	SPITupleTable *nodes;
	bool changed = false;

	sql_query(
		psprintf("SELECT first_segment::int4, segments::int4, "
				 "first_departure::timestamp, "
				 "last_departure::timestamp, "
				 "bounds::tripgrid.tripgroup, top::boolean FROM %s.nodes "
				 "WHERE top = ANY ('{t,f}') AND level = 1 AND region = $1 "
				 "AND projection = $2 AND run_id = $3 ORDER BY first_segment",
				 place->store->quoted),
		lengthof(types), types, values);
	nodes = SPI_tuptable;
	for (uint64 i = 0; i < nodes->numvals; i++)
	{
		Datum column[6];
		TgExtent extent;
		bool top;

		sql_row(nodes->vals[i], nodes->tupdesc, lengthof(column), column);
		extent.first = DatumGetTimestamp(column[2]);
		extent.last = DatumGetTimestamp(column[3]);
		extent.bounds = *DatumGetTripGroupP(column[4]);
		top = DatumGetBool(column[5]);
		place->writer->nodes->top = top;
		if (!went_meets(place->went, place->projection, place->went_region,
						&extent) ||
			!purge_node(place, DatumGetInt32(column[0]),
						DatumGetInt32(column[1])))
			continue;
		changed = true;
		place->below_others |= !top;
	}
	SPI_freetuptable(nodes);
	return changed;
}

/* Number the datasources of a run's region by rank, and find them in went. */
static void
name_datasources(PurgePlace *place, Datum array)
{
	Datum *values;
	int length;

	length = array_elements(array, TEXTOID, &values);
	place->datasources = names_create(CurrentMemoryContext);
	for (int i = 0; i < length; i++)
		(void) names_number(place->datasources, VARDATA_ANY(values[i]),
							VARSIZE_ANY_EXHDR(values[i]));
	pfree(names_rank(place->datasources));
	place->went_numbers = palloc((length + 1) * sizeof(uint32));
	for (uint32 i = 0; i < place->datasources->count; i++)
	{
		text *name = place->datasources->names[i].value;

		place->went_numbers[i] =
			names_number(place->went->datasources, VARDATA_ANY(name),
						 VARSIZE_ANY_EXHDR(name));
	}
}

static void
rewrite_summary(const PurgePlace *place)
{
	Oid types[] = {INT8OID, TEXTOID};
	Datum values[] = {Int64GetDatum(place->writer->run), place->region};
	Summary *summary = purge_summary(place);

	sql_query(psprintf("DELETE FROM %s.summaries "
					   "WHERE run_id = $1 AND region = $2",
					   place->store->quoted),
			  lengthof(types), types, values);
	if (summary->trips > 0)
		summary_write(place->writer, place->region, summary);
	place->purged->summaries++;
}

/* Take what went out of one region of the run that the writer is at. */
static void
purge_region(PurgePlace *place, Datum datasources)
{
	name_datasources(place, datasources);
	place->writer->datasources = place->datasources;
	place->projection = TG_BY_DESTINATION;
	if (!purge_nodes(place))
		return;
	place->projection = TG_BY_ORIGIN;
	if (!purge_nodes(place))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("the projections of a run have different trips"),
				 errhint("CALL tripgrid.rebuild() makes the segments "
						 "again.")));
	rewrite_summary(place);
}

/* Take what went out of the regions of a run. */
static void
purge_run(PurgePlace *place)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(place->writer->run)};
	SPITupleTable *regions;

	place->below_others = false;
	sql_query(psprintf("SELECT region::text, datasources::text[] "
					   "FROM %s.summaries WHERE run_id = $1",
					   place->store->quoted),
			  lengthof(types), types, values);
	regions = SPI_tuptable;
	for (uint64 i = 0; i < regions->numvals; i++)
	{
		Datum column[2];
		text *region;

		sql_row(regions->vals[i], regions->tupdesc, lengthof(column), column);
		region = DatumGetTextPP(column[0]);
		place->region = PointerGetDatum(region);
		place->went_region =
			names_number(place->went->regions, VARDATA_ANY(region),
						 VARSIZE_ANY_EXHDR(region));
		purge_region(place, column[1]);
	}
	SPI_freetuptable(regions);
	if (!place->below_others)
		return;
	node_tree_renew(place->store, place->writer->run, TG_BY_ORIGIN);
	node_tree_renew(place->store, place->writer->run, TG_BY_DESTINATION);
}

/* Take all that went holds out of the runs of trips that came. */
static void
purge_runs(PurgePlace *place, const RunList *came)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid purged run", ALLOCSET_DEFAULT_SIZES);

	for (int i = 0; i < came->count && place->went->left[0] > 0; i++)
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		place->writer->run = came->runs[i].run;
		purge_run(place);
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
	}
	if (place->went->left[0] > 0 || place->went->left[1] > 0)
		runs_refuse_remainder();
	MemoryContextDelete(context);
}

Purged
runs_purge(const Store *store)
{
	RunList all = runs_list(store, PG_INT64_MIN);
	RunList went = runs_of_sign(&all, -1);
	RunList came = runs_of_sign(&all, 1);
	Purged purged = {0};
	Oid types[] = {INT8ARRAYOID};
	Datum numbers = runs_array(&went);
	PurgePlace place = {store};
	Portal portal;

	if (went.count == 0)
		return purged;
	place.purged = &purged;
	place.went = went_create(CurrentMemoryContext);
	place.writer = segment_writer_resume(store, 1, ROOM);
	portal = SPI_cursor_open_with_args(
		NULL,
		psprintf("SELECT region::text, datasources::text[], "
				 "origins::tripgrid.tripset, "
				 "destinations::tripgrid.tripset, "
				 "departures::tripgrid.tripset, "
				 "datasource_nos::tripgrid.tripset FROM %s.segments "
				 "WHERE %s AND projection = 'o'",
				 store->quoted, runs_condition(store)),
		lengthof(types), types, &numbers, NULL, false, 0);
	while (fill_went(place.went, portal))
		purge_runs(&place, &came);
	SPI_cursor_close(portal);
	runs_delete(store, &went);
	MemoryContextDelete(place.went->context);
	return purged;
}
