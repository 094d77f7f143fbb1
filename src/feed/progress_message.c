/*
 * progress_message.c
 *	  What is said of a load on the channel tripgrid_load.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "commands/async.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/fmgroids.h"
#include "utils/json.h"
#include "utils/timestamp.h"

#include "feed/progress_message.h"

#define CHANNEL "tripgrid_load"
#define MESSAGE_VERSION 1
#define NAME_ROOM 80 /* bytes of JSON that a name may take */
#define QUEUE_FULL 0.9

void
progress_error_set(ProgressError *error, int sqlstate, const char *message)
{
	int length = (int) strlen(message);

	error->sqlstate = sqlstate;
	length = pg_mbcliplen(message, length, sizeof error->message - 1);
	memcpy(error->message, message, length);
	error->message[length] = '\0';
}

static const char *const state_names[] = {"started", "progress", "committed",
										  "failed"};

/* One character as JSON has it within quotes; the number of bytes. */
static int
json_character(char *out, const char *from, int length)
{
	unsigned char c = (unsigned char) *from;

	if (length == 1 && (c == '"' || c == '\\'))
		return sprintf(out, "\\%c", c);
	if (length == 1 && (c < ' ' || c == 0x7f))
		return sprintf(out, "\\u%04x", c);
	if (length == 1 && c > 0x7f && GetDatabaseEncoding() == PG_SQL_ASCII)
		return sprintf(out, "?");
	memcpy(out, from, length);
	return length;
}

/* Append a text in quotes, as much of it as there is room for. */
static void
append_text(StringInfo out, const char *text, int room)
{
	int end = out->len + room - 1;
	const char *stop = text + strlen(text);

	appendStringInfoChar(out, '"');
	while (text < stop)
	{
		char bytes[MAX_MULTIBYTE_CHAR_LEN + 8];
		int length = Min(pg_mblen(text), (int) (stop - text));
		int size = json_character(bytes, text, length);

		if (out->len + size > end)
			break;
		appendBinaryStringInfo(out, bytes, size);
		text += length;
	}
	appendStringInfoChar(out, '"');
}

static void
append_name(StringInfo out, const char *key, const NameData *name)
{
	appendStringInfo(out, ",\"%s\":", key);
	append_text(out, NameStr(*name), NAME_ROOM);
}

static void
append_number(StringInfo out, const char *key, int64 number)
{
	appendStringInfo(out, ",\"%s\":" INT64_FORMAT, key, number);
}

/* A number that is negative where it is not known. */
static void
append_known(StringInfo out, const char *key, int64 number)
{
	if (number >= 0)
		append_number(out, key, number);
	else
		appendStringInfo(out, ",\"%s\":null", key);
}

static void
append_time(StringInfo out, const char *key, TimestampTz time)
{
	char text[MAXDATELEN + 1];
	int zone = 0;

	if (time == 0)
		appendStringInfo(out, ",\"%s\":null", key);
	else
		appendStringInfo(out, ",\"%s\":\"%s\"", key,
						 JsonEncodeDateTime(text, TimestampTzGetDatum(time),
											TIMESTAMPTZOID, &zone));
}

/* The error takes what room the message has left. */
static void
append_error(StringInfo out, const ProgressError *error)
{
	if (error == NULL || error->sqlstate == 0)
		appendStringInfoString(out, ",\"error\":null");
	else
	{
		appendStringInfo(out, ",\"error\":{\"sqlstate\":\"%s\",\"message\":",
						 unpack_sql_state(error->sqlstate));
		append_text(out, error->message,
					PROGRESS_MESSAGE_SIZE - out->len - (int) sizeof "}}");
		appendStringInfoChar(out, '}');
	}
}

static int64
elapsed(const ProgressLoad *load, TimestampTz now)
{
	TimestampTz until = load->ended_at != 0 ? load->ended_at : now;

	return Max(until - load->started_at, 0);
}

double
progress_rate(const ProgressLoad *load, const ProgressTotals *totals,
			  TimestampTz now)
{
	int64 time = elapsed(load, now);

	return time == 0 ? 0
					 : (double) (totals->rows_read - load->rows_before) *
						   USECS_PER_SEC / (double) time;
}

TimestampTz
progress_estimate(const ProgressLoad *load, const ProgressTotals *totals,
				  TimestampTz now)
{
	int64 done = totals->bytes - load->bytes_before;
	int64 left = totals->bytes_total - totals->bytes;

	if (totals->bytes < 0 || totals->bytes_total <= 0 || done <= 0 ||
		load->ended_at != 0)
		return 0;
	return now + (int64) ((double) Max(left, 0) / (double) done *
						  (double) elapsed(load, now));
}

void
progress_message(char out[PROGRESS_MESSAGE_SIZE], ProgressLoad *load,
				 const ProgressTotals *totals, ProgressState state,
				 double rate, const ProgressError *error)
{
	TimestampTz now = GetCurrentTimestamp();
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfo(&json, "{\"version\":%d,\"state\":\"%s\"",
					 MESSAGE_VERSION, state_names[state]);
	append_name(&json, "store", &load->store);
	append_name(&json, "feed", &load->feed);
	append_number(&json, "load_id", load->load_id);
	append_number(&json, "sequence", ++load->sequence);
	append_number(&json, "pid", load->pid);
	append_name(&json, "user", &load->user);
	append_number(&json, "rows_read", totals->rows_read);
	append_number(&json, "rows_loaded",
				  totals->rows_read - totals->rows_rejected);
	append_number(&json, "rows_rejected", totals->rows_rejected);
	append_known(&json, "bytes_processed", totals->bytes);
	append_known(&json, "bytes_total", totals->bytes_total);
	append_number(&json, "rows_per_second", (int64) rate);
	append_time(&json, "started_at", load->started_at);
	append_number(&json, "elapsed_ms", elapsed(load, now) / 1000);
	append_time(&json, "estimated_end", progress_estimate(load, totals, now));
	append_error(&json, error);
	appendStringInfoChar(&json, '}');
	Assert(json.len < PROGRESS_MESSAGE_SIZE);
	strlcpy(out, json.data, PROGRESS_MESSAGE_SIZE);
	pfree(json.data);
}

void
progress_notify(const char *message)
{
	Datum usage = OidFunctionCall0(F_PG_NOTIFICATION_QUEUE_USAGE);

	if (DatumGetFloat8(usage) < QUEUE_FULL)
		Async_Notify(CHANNEL, message);
	else
		ereport(
			WARNING,
			(errmsg("the queue of notifications is nearly full"),
			 errdetail("A load is not reported on channel \"%s\".", CHANNEL),
			 errhint("A session that listens has a transaction open for "
					 "too long.")));
}
