/*
 * json_records.c
 *	  Where the records of a JSON file begin and end.
 *
 * The outermost base values that are open hold the records: none where these
 * stand one after the other, one in a file that is an array, more where an
 * object wraps the array.
 *
 * An object at the top of the file is read as a record until an array of
 * objects turns up in it, under nothing but names that wrappers use: then it
 * is a wrapper, and so are all after it.  If none turns up in the first, none
 * is.
 *
 * Once a record has been alone on its line, a line's end ends a record: no
 * string may contain one, so what is broken on one line does not harm the
 * next.
 */
#include "core/text/json_records.h"

#include <string.h>

#include "core/text/ascii.h"

/* What the next byte belongs to. */
enum
{
	BETWEEN, /* nothing: records follow, or have ended */
	RECORD,	 /* an object or an array where records stand */
	OTHER,	 /* something else there */
	OUTER	 /* an object that wraps records */
};

/* What objects at the top of the file are. */
enum
{
	UNKNOWN,
	RECORDS,
	WRAPPERS
};

/* The names under which services hand out pages of records. */
static const char *const wrappers[] = {
	"data",	  "trips",	  "rides",	 "journeys", "results",
	"result", "response", "records", "features", "payload",
	"items",  "rows",	  "value"};

static bool
is_wrapper(const TgJsonRecords *r)
{
	for (size_t i = 0; i < sizeof wrappers / sizeof *wrappers; i++)
		if (strlen(wrappers[i]) == r->key_len &&
			memcmp(wrappers[i], r->key, r->key_len) == 0)
			return true;
	return false;
}

void
tg_json_records_begin(TgJsonRecords *records)
{
	memset(records, 0, sizeof *records);
}

/* Begin a record with the next byte. */
static void
begin_record(TgJsonRecords *r, uint8_t place)
{
	r->place = place;
	r->first = r->keep = r->offset;
	r->alone = r->in_string = r->escaped = false;
}

/* End the record before the byte at end. */
static void
end_record(TgJsonRecords *r, uint64_t end)
{
	r->place = BETWEEN;
	r->end = r->keep = end;
	r->depth = r->base;
	r->alone = !r->spread;
	r->in_string = r->escaped = false;
}

/* Take a byte between records. */
static void
take_between(TgJsonRecords *r, char c)
{
	r->keep = r->offset + 1;
	if (c == '\n' && r->alone)
		r->by_line = true;
	/* RFC 7464 puts 0x1E before each record */
	if (tg_is_blank(c) || c == ',' || c == 0x1E)
		return;
	r->alone = false;
	if (c == ']' && r->base > 0)
	{
		r->known = r->depth = r->base - 1;
		r->base = 0;
		r->place = r->depth > 0 ? OUTER : BETWEEN;
	}
	else if (c == '[' && r->base == 0)
		r->base = r->depth = 1;
	else if (c == '{' && r->base == 0 && r->shape == WRAPPERS)
	{
		r->place = OUTER;
		r->known = r->depth = 1;
	}
	else if (c == '{' || c == '[')
	{
		begin_record(r, RECORD);
		if (r->base > 0 && r->shape == UNKNOWN)
			r->shape = RECORDS;
		r->known = r->depth = r->base + 1;
		r->key_len = 0;
	}
	else
	{
		begin_record(r, OTHER);
		r->in_string = c == '"';
	}
}

/* Take a byte of a string, and keep what may be the name of a wrapper. */
static void
take_name(TgJsonRecords *r, char c)
{
	if (!r->escaped && c == '"')
	{
		r->in_string = false;
		return;
	}
	r->escaped = !r->escaped && c == '\\';
	if (r->key_len < TG_JSON_KEY)
		r->key[r->key_len] = c;
	if (r->key_len <= TG_JSON_KEY)
		r->key_len++;
}

/*
 * Take a byte of an object that wraps records, or may.  While base is set, an
 * array has just opened in which there are records if an object is first.
 */
static void
take_outer(TgJsonRecords *r, char c)
{
	if (r->shape == UNKNOWN)
		r->spread |= c == '\n';
	if (r->in_string)
	{
		take_name(r, c);
		return;
	}
	if (tg_is_blank(c))
		return;
	if (c == '{' && r->base > 0)
	{
		if (r->shape == UNKNOWN)
			r->spread = false; /* it was the wrapper that had it */
		r->shape = WRAPPERS;
		begin_record(r, RECORD);
		r->depth++;
		return;
	}
	if (r->base > 0)
	{
		r->known--;
		r->base = 0;
	}
	switch (c)
	{
		case '{':
		case '[':
			if (r->known == r->depth && is_wrapper(r))
			{
				r->known++;
				if (c == '[')
					r->base = r->known;
			}
			r->depth++;
			r->key_len = 0;
			break;
		case '}':
		case ']':
			r->depth--;
			if (r->known > r->depth)
				r->known = r->depth;
			break;
		case ',':
			r->key_len = 0;
			break;
		case '"':
			r->in_string = true;
			r->key_len = 0;
			break;
	}
}

/*
 * Take bytes of a record until it ends, or they do.  by_line is looked at
 * first, so that no state of a broken record outlives its line.
 */
static bool
take_record(TgJsonRecords *r, const char *at, const char *end)
{
	const char *start = at;

	for (; at < end; at++)
	{
		char c = *at;

		if (c == '\n')
		{
			if (r->by_line)
			{
				r->offset += (uint64_t) (at - start);
				end_record(r, r->offset);
				return true;
			}
			r->spread = true;
		}
		else if (r->in_string)
		{
			if (r->escaped)
				r->escaped = false;
			else if (c == '\\')
				r->escaped = true;
			else if (c == '"')
				r->in_string = false;
		}
		else if (c == '"')
			r->in_string = true;
		else if (c == '{' || c == '[')
			r->depth++;
		else if ((c == '}' || c == ']') && --r->depth == r->base)
		{
			r->offset += (uint64_t) (at + 1 - start);
			end_record(r, r->offset);
			return true;
		}
	}
	r->offset += (uint64_t) (at - start);
	return false;
}

/* Say whether a byte ends what is no object, as the first one after it. */
static bool
ends_other(TgJsonRecords *r, char c)
{
	if (c == '\n')
		return true;
	if (!r->in_string)
	{
		r->in_string = c == '"';
		return c == ',' || c == '{' || (c == ']' && r->base > 0);
	}
	if (c == '"' && !r->escaped)
		r->in_string = false;
	r->escaped = !r->escaped && c == '\\';
	return false;
}

bool
tg_json_records_next(TgJsonRecords *records, const char *bytes, size_t len,
					 size_t *used)
{
	TgJsonRecords *r = records;
	uint64_t start = r->offset;
	bool found = false;

	while (!found && r->offset - start < len)
	{
		const char *at = bytes + (r->offset - start);

		if (r->place == RECORD && r->shape != UNKNOWN)
			found = take_record(r, at, bytes + len);
		else if (r->place == OTHER && ends_other(r, *at))
		{
			end_record(r, r->offset);
			found = true;
		}
		else if (r->place == RECORD)
		{
			take_outer(r, *at);
			r->offset++;
			if (r->depth == 0)
			{
				r->shape = RECORDS;
				r->base = 0;
				end_record(r, r->offset);
				found = true;
			}
		}
		else
		{
			if (r->place == OUTER)
			{
				take_outer(r, *at);
				if (r->depth == 0)
					r->place = BETWEEN;
				if (r->place != RECORD)
					r->keep = r->offset + 1;
			}
			else if (r->place == BETWEEN)
				take_between(r, *at);
			r->offset++;
		}
	}
	*used = (size_t) (r->offset - start);
	return found;
}

bool
tg_json_records_end(TgJsonRecords *records)
{
	if (records->place != RECORD && records->place != OTHER)
		return false;
	end_record(records, records->offset);
	return true;
}
