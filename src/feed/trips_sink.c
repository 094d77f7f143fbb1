/*
 * trips_sink.c
 *	  Rows of a feed that become trips.
 *
 * Each is read into a trip, with its further columns, which joins a batch; a
 * batch is written to trips and to segments at once.
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "core/base/hot.h"
#include "core/text/text.h"
#include "feed/kept_fields.h"
#include "feed/known_rows.h"
#include "feed/sink.h"
#include "segment/batch.h"
#include "store/extras.h"
#include "store/policy.h"
#include "store/secret.h"
#include "store/triggers.h"
#include "trips/identity.h"
#include "trips/trips_table.h"

typedef struct TripsSink
{
	Sink sink; /* must be first */
	const FeedMap *map;
	FeedLimits limits;
	Store *store;
	Batch *batch;
	Extras *extras;	  /* further columns of trips; null: none */
	bytea *secret;	  /* to hash identities with; null: they are not hashed */
	char *hashed;	  /* room for one */
	bool careful;	  /* trips have rules of somebody's: rows are kept */
	FieldText *room;  /* for the fields of such a row */
	Rejects *rejects; /* of the flush that goes on */
	int64 load_id;
	SinkLosses losses;
} TripsSink;

static void
begin_hashing(TripsSink *sink)
{
	sink->secret = store_secret(sink->store, SECRET_IDENTITIES, false);
	sink->hashed = palloc(2 * SECRET_HASH_BYTES);
	if (sink->secret == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("store \"%s\" has no secret to hash external_id "
						"with",
						sink->store->name),
				 errhint("Restore its table secrets, or make a new one by "
						 "tripgrid.change_feed().")));
}

/* Prepare for the further columns that the map fills. */
static void
begin_extras(TripsSink *sink)
{
	const FeedMap *map = sink->map;
	char **names = palloc(map->extras * sizeof *names + 1);

	for (int i = 0; i < map->extras; i++)
		names[i] = map->extra[i].name;
	if (map->hash_external_id)
		begin_hashing(sink);
	sink->extras = extras_create(
		sink->store, sink->store->tables.oid[REL_TRIPS], names, map->extras);
	sink->batch->extra = batch_extra_create(
		CurrentMemoryContext, sink->extras,
		sink->careful || sink->extras->external_id >= 0, sink->batch->room);
	if (sink->careful)
		sink->room = palloc(map->columns * sizeof *sink->room);
}

/* Put the hash of an identity into its place; none has none. */
static void
hash_external_id(const TripsSink *sink)
{
	FieldText *value =
		&sink->map->extra_values[feed_map_external_id(sink->map)];
	uint8 hash[SECRET_HASH_BYTES];

	if (value->bytes == NULL)
		return;
	tg_text_trim(&value->bytes, &value->len);
	if (value->len == 0)
		return;
	secret_hash(sink->secret, &value->bytes, &value->len, 1, hash);
	value->len = hex_encode((const char *) hash, sizeof hash, sink->hashed);
	value->bytes = sink->hashed;
}

/* Convert the further columns of a row that was read. */
static void
read_extras(const TripsSink *sink, Fault *fault)
{
	int failed;

	if (sink->secret != NULL)
		hash_external_id(sink);
	fault->status =
		extras_read(sink->extras, sink->map->extra_values, &failed);
	if (fault->status == TG_OK)
		return;
	fault->column = sink->map->extra[failed].source.column;
	fault->sqlstate = sink->extras->sqlstate;
	fault->message = sink->extras->message;
}

/* Give them to the trip that was added last. */
static void
add_extras(TripsSink *sink, const FieldText *fields, int64 number)
{
	Batch *batch = sink->batch;

	batch_extra_set(batch->extra, batch->count - 1);
	if (batch->extra->rows != NULL)
		kept_fields_put(batch->extra, batch->count - 1, sink->map, fields,
						number);
}

static TG_HOT void
add_row(Sink *base, const FieldText *fields, int64 number, Fault *fault)
{
	TripsSink *sink = (TripsSink *) base;
	FeedRow row;

	fault->status = feed_read(sink->map, fields, &sink->limits, &row);
	if (fault->status != TG_OK)
	{
		fault->column = row.failed;
		fault->also_missing = row.also_missing;
		return;
	}
	if (sink->extras != NULL)
		read_extras(sink, fault);
	if (fault->status != TG_OK)
		return;
	batch_add(sink->batch, &row.trip, row.region.bytes,
			  (uint32) row.region.len, row.datasource.bytes,
			  (uint32) row.datasource.len);
	if (sink->extras != NULL)
		add_extras(sink, fields, number);
	if (sink->map->seen != NULL)
		feed_note_places(sink->map, fields, &row, true);
}

/* A trip, although its places may be unknown, or it is of another time. */
static bool
reads(Sink *base, const FieldText *fields)
{
	TripsSink *sink = (TripsSink *) base;
	FeedRow row;

	switch (feed_read(sink->map, fields, &sink->limits, &row))
	{
		case TG_OK:
		case TG_NO_SUCH_PLACE:
		case TG_OUTSIDE_AREA:
		case TG_FAR_FROM_CITY:
		case TG_ZERO_DEGREES:
		case TG_NO_TIME:
		case TG_TOO_EARLY:
		case TG_TOO_LATE:
		case TG_OTHER_CLOCK:
			return true;
		default:
			return false;
	}
}

static bool
find_trip(const Sink *sink, int number, FieldText *region, TgTrip *trip)
{
	const Batch *batch = ((const TripsSink *) sink)->batch;
	const text *name;

	if ((uint32) number >= batch->count)
		return false;
	name = batch->regions->names[batch->records[number].region].value;
	region->bytes = VARDATA_ANY(name);
	region->len = VARSIZE_ANY_EXHDR(name);
	*trip = batch->records[number].trip;
	return true;
}

static void
leave_out_values(Sink *base)
{
	TripsSink *sink = (TripsSink *) base;

	if (sink->extras != NULL)
		sink->extras->lenient = true;
}

static void
expect_clocks(Sink *sink, FeedClocks clocks)
{
	((TripsSink *) sink)->limits.clocks = clocks;
}

static void
refuse_epoch(Sink *sink, bool refuse)
{
	FeedLimits *limits = &((TripsSink *) sink)->limits;

	limits->missing = refuse && limits->earliest >= FIRST_OF_1970
						  ? FIRST_OF_1970
						  : NO_DEPARTURE;
}

static int64
values_left_out(const Sink *base)
{
	const TripsSink *sink = (const TripsSink *) base;

	return sink->extras == NULL ? 0 : sink->extras->left_out;
}

static TG_HOT bool
is_full(const Sink *sink)
{
	return batch_full(((const TripsSink *) sink)->batch);
}

/*
 * A rule of trips does not let a row in, or one that came before it in its
 * batch, and that none refused, is the same trip.
 */
static void
refuse(void *arg, uint32 trip, const ErrorData *error)
{
	TripsSink *sink = arg;
	const Extras *extras = sink->extras;
	const KeptRow *kept = &sink->batch->extra->rows[trip];
	const FieldText *fields = kept_fields_get(kept, sink->map, sink->room);
	bool known = identity_is_known(sink->store, extras, error);
	Fault fault = {TG_DUPLICATE};

	if (known)
		fault.column = sink->map->extra[extras->external_id].source.column;
	else
		fault = rejects_fault(sink->map, error);
	known_row_take_back(sink->map, &sink->limits, fields);
	if (rejects_full(sink->rejects))
		rejects_write(sink->rejects, sink->store, sink->load_id);
	rejects_add(sink->rejects, kept->number, &fault, fields,
				sink->map->columns);
	if (known)
		sink->losses.known++;
	else
		sink->losses.refused++;
}

/*
 * As the owner, who may do with trips what nobody else may: see
 * store_become_writer.
 */
static SinkLosses
flush(Sink *base, Rejects *rejects, int64 load_id)
{
	TripsSink *sink = (TripsSink *) base;
	Batch *batch = sink->batch;
	const TripsRefusal refusal = {refuse, sink, rejects->most};
	SinkLosses *losses = &sink->losses;
	StoreCaller caller;
	int64 known;
	int64 refused;
	int64 count;
	int64 written;

	*losses = (SinkLosses){0};
	if (batch->count == 0)
		return *losses;
	caller = store_become_writer(sink->store);
	if (sink->extras != NULL && sink->extras->external_id >= 0)
		losses->known =
			known_rows_reject(batch, sink->map, &sink->limits, sink->store,
							  !sink->careful, rejects, load_id);
	sink->rejects = rejects;
	sink->load_id = load_id;
	known = losses->known;
	count = batch->count;
	written = (int64) trips_write(batch, sink->store, load_id,
								  sink->careful ? &refusal : NULL);
	/* if the load fails for those that were refused, the rest was not tried */
	refused = losses->known - known + losses->refused;
	if (refused <= rejects->most)
		losses->left_out = count - written - refused;
	store_resume(caller);
	/* which of them is not known */
	if (losses->left_out > 0 && sink->map->seen != NULL)
		places_seen_forget(sink->map->seen);
	return *losses;
}

static const SinkActs trips_acts = {.add = add_row,
									.reads = reads,
									.full = is_full,
									.flush = flush,
									.trip = find_trip,
									.leave_out_values = leave_out_values,
									.expect_clocks = expect_clocks,
									.refuse_epoch = refuse_epoch,
									.values_left_out = values_left_out};

Sink *
trips_sink_begin(const FeedMap *map, Store *store)
{
	TripsSink *sink = palloc0(sizeof *sink);

	store_require_free_insert(store->tables.oid[REL_TRIPS]);
	if (!store_owner_alone(store) || InSecurityRestrictedOperation())
		triggers_require_immediate(store->name, store->tables.oid[REL_TRIPS]);
	sink->sink.acts = &trips_acts;
	sink->map = map;
	sink->limits = feed_limits(map);
	sink->store = store;
	sink->batch = batch_create(CurrentMemoryContext);
	sink->careful = trips_may_refuse(store);
	if (map->extras > 0 || sink->careful)
		begin_extras(sink);
	return &sink->sink;
}
