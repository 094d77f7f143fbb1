/*
 * tripgrid.c
 *	  The module: its magic block and its settings.
 */
#include "compat.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/guc.h"

#include "core/base/pause.h"
#include "core/order/tiers.h"
#include "core/text/datetime.h"
#include "feed/progress_end.h"
#include "feed/shared_load.h"
#include "plan/count_plan.h"
#include "plan/trips_plan.h"
#include "store/confine.h"
#include "store/store.h"
#include "trips/running_statements.h"
#include "tripgrid.h"

PG_MODULE_MAGIC;

char *setting_store;
int setting_on_reject = ON_REJECT_KEEP;
TgLimit setting_reject_limit;
char *setting_reject_limit_text;
char *setting_load_key;
int64 setting_earliest_departure;
int setting_batch_trips = 1000000;
int setting_chunk_bytes = 64 * 1024 * 1024;
int setting_segment_trips = 8192;
int setting_runs_merged = 4;
int setting_statement_merge = 131072;
double setting_similar_distance = 500;
int setting_similar_window = 30 * 60;
bool setting_notify = true;
bool setting_shared_loads;
bool setting_use_segments;
int setting_progress_notices;

static char *earliest_departure_text;

static const struct config_enum_entry on_reject_options[] = {
	{"keep", ON_REJECT_KEEP, false},
	{"error", ON_REJECT_ERROR, false},
	{NULL, 0, false}};

/* Accept what a feed accepts as local time, and a date alone. */
static bool
check_earliest_departure(char **value, void **extra, GucSource source)
{
	char text[TG_DATETIME_TEXT];
	TgClock clock = TG_CLOCK_LOCAL;
	int64 moment;
	TgStatus status = TG_BAD_DATETIME;

	if (strlen(*value) == strlen("YYYY-MM-DD"))
		snprintf(text, sizeof text, "%s 00:00", *value);
	else
		strlcpy(text, *value, sizeof text);
	if (strlen(*value) < sizeof text)
		status = tg_datetime_parse(text, strlen(text), &moment, &clock);
	if (status != TG_OK || clock != TG_CLOCK_LOCAL)
	{
		GUC_check_errdetail("Write a date, or a date and time without an "
							"offset, such as 1970-01-01.");
		return false;
	}
	*extra = TgSettingAlloc(sizeof moment);
	if (*extra == NULL)
		return false;
	memcpy(*extra, &moment, sizeof moment);
	return true;
}

static void
assign_earliest_departure(const char *value, void *extra)
{
	memcpy(&setting_earliest_departure, extra,
		   sizeof setting_earliest_departure);
}

static bool
check_reject_limit(char **value, void **extra, GucSource source)
{
	TgLimit limit;

	if (!tg_limit_parse(*value, strlen(*value), &limit))
	{
		GUC_check_errdetail("Write a number of rows, such as 1000, a share of "
							"the rows read, such as 10 %%, auto, or off.");
		return false;
	}
	*extra = TgSettingAlloc(sizeof limit);
	if (*extra == NULL)
		return false;
	memcpy(*extra, &limit, sizeof limit);
	return true;
}

static void
assign_reject_limit(const char *value, void *extra)
{
	memcpy(&setting_reject_limit, extra, sizeof setting_reject_limit);
}

static bool
check_load_key(char **value, void **extra, GucSource source)
{
	if (*value == NULL || strlen(*value) <= LOAD_KEY_MAX)
		return true;
	GUC_check_errdetail("A load key has at most %d bytes.", LOAD_KEY_MAX);
	return false;
}

/* A pause of work in core. */
static void
check_for_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}

/*
 * A question needs some 200 kB for a moment.  Unless a block of a megabyte was
 * ever freed, glibc gives as little as that back to the system each time, and
 * has pages cleared for the next: more than half the time of a question about
 * both ends.
 */
static void
keep_freed_memory(void)
{
	pfree(MemoryContextAlloc(CurrentMemoryContext, 1024 * 1024));
}

PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	tg_pause = check_for_interrupts;
	keep_freed_memory();
	DefineCustomStringVariable(
		"tripgrid.store", "The store that functions use when none is named.",
		NULL, &setting_store, "mobility", PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomEnumVariable(
		"tripgrid.on_reject",
		"What happens to a row that cannot become a trip.",
		"\"keep\" puts it into the store's rejects, \"error\" fails the load.",
		&setting_on_reject, ON_REJECT_KEEP, on_reject_options, PGC_USERSET, 0,
		NULL, NULL, NULL);
	DefineCustomStringVariable(
		"tripgrid.reject_limit",
		"The most rows of a load that may be rejected.",
		"A number, or a share of the rows read, such as \"10 %\"; a load with "
		"more fails, and keeps its rejects.  \"auto\" ends load_file where "
		"next to nothing becomes a trip.",
		&setting_reject_limit_text, "auto", PGC_USERSET, 0, check_reject_limit,
		assign_reject_limit, NULL);
	DefineCustomStringVariable(
		"tripgrid.load_key",
		"The key of what is loaded next; a key is loaded once.",
		"Empty for none.", &setting_load_key, "", PGC_USERSET, 0,
		check_load_key, NULL, NULL);
	DefineCustomStringVariable(
		"tripgrid.earliest_departure",
		"Trips that depart before this local time are rejected.", NULL,
		&earliest_departure_text, "1970-01-01", PGC_USERSET, 0,
		check_earliest_departure, assign_earliest_departure, NULL);
	DefineCustomIntVariable(
		"tripgrid.batch_trips",
		"The trips a load gathers before it writes segments.",
		"About 100 bytes of memory each.", &setting_batch_trips, 1000000, 1,
		10000000, PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable(
		"tripgrid.chunk_bytes",
		"The bytes of a file that load_file loads in one transaction.",
		"More by what is left of the last record.", &setting_chunk_bytes,
		64 * 1024 * 1024, 1, 1024 * 1024 * 1024, PGC_SUSET, GUC_UNIT_BYTE,
		NULL, NULL, NULL);
	DefineCustomIntVariable("tripgrid.segment_trips",
							"The most trips in a segment that is written.",
							NULL, &setting_segment_trips, 8192, 1, 65536,
							PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable(
		"tripgrid.runs_merged",
		"How many runs of like size compaction merges into one.",
		"Fewer make questions faster, more make changes cheaper.",
		&setting_runs_merged, 4, TG_MIN_RUNS_MERGED, TG_MAX_RUNS_MERGED,
		PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable(
		"tripgrid.statement_merge",
		"The most trips that a statement which changes trips merges besides.",
		"Zero leaves all merging to compaction.", &setting_statement_merge,
		131072, 0, 10000000, PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomRealVariable(
		"tripgrid.similar_distance",
		"How far apart similar trips may begin, and how far end, in metres.",
		NULL, &setting_similar_distance, 500, 0, 21000000, PGC_USERSET, 0,
		NULL, NULL, NULL);
	DefineCustomIntVariable(
		"tripgrid.similar_window",
		"How far apart in the time of day similar trips may depart.", NULL,
		&setting_similar_window, 30 * 60, 0, 12 * 60 * 60, PGC_USERSET,
		GUC_UNIT_S, NULL, NULL, NULL);
	DefineCustomBoolVariable(
		"tripgrid.notify",
		"Whether loads are reported on the channel tripgrid_load.", NULL,
		&setting_notify, true, PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomBoolVariable(
		"tripgrid.shared_loads",
		"Whether statements of a session and a minute are one load.",
		"Those without a load_key, by feed and role.", &setting_shared_loads,
		false, PGC_USERSET, 0, NULL, shared_load_assign, NULL);
	DefineCustomBoolVariable(
		"tripgrid.use_segments",
		"Whether queries of trips and journeys are answered from segments.",
		NULL, &setting_use_segments, false, PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable(
		"tripgrid.progress_notices",
		"How often a load tells its own session how far it is.",
		"Zero is never.", &setting_progress_notices, 0, 0, INT_MAX,
		PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	MarkGUCPrefixReserved("tripgrid");
	progress_end_register();
	confine_register();
	store_register();
	running_statements_register();
	trips_plan_register();
	count_plan_register();
}
