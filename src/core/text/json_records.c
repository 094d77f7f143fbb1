/*
 * json_records.c
 *	  Where the records of a JSON file begin and end.
 *
 * The outermost base values that are open hold the records: none where these
 * stand one after the other, one in a file that is an array, more where
 * others are around it.
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
	KEY,	 /* the name of a record, where an object holds them */
	RECORD,	 /* an object or an array where records stand */
	OTHER,	 /* something else there */
	OUTER	 /* a value that has what holds records within, or may */
};

void
tg_json_records_begin(TgJsonRecords *records, const TgJsonShape *shape)
{
	memset(records, 0, sizeof *records);
	if (shape != NULL)
		records->shape = *shape;
}

/* Begin a record with the next byte. */
static void
begin_record(TgJsonRecords *r, uint8_t place)
{
	r->place = place;
	r->first = r->keep = r->offset;
	r->alone = r->named = r->in_string = r->escaped = false;
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

/* A value opens around records: are they right within it? */
static void
open_outer(TgJsonRecords *r, char c)
{
	const TgJsonShape *shape = &r->shape;
	uint32_t level = r->depth++;
	bool matches = r->known == level && level < shape->depth &&
				   (shape->step[level] == 0 || shape->step[level] == r->hash);

	if (matches && (level + 1 < shape->depth || (c == '{') == shape->keyed))
		r->known++;
	/* another list, or object of objects where these hold the records */
	if (r->opened)
		r->passed[c == '[']++;
	r->opened = r->known < r->depth &&
				(c == '[' || (shape->keyed && r->known == level &&
							  level + 1 == shape->depth));
	r->hash = 0;
	r->place = OUTER;
	if (r->known == r->depth && r->known == shape->depth)
	{
		r->base = shape->depth;
		r->place = BETWEEN;
		r->held = true;
		r->keep = r->offset + 1;
	}
}

/*
 * A value closes around records.  One at the top of the file that had none is
 * a record itself, for its reader to refuse.
 */
static bool
close_outer(TgJsonRecords *r)
{
	r->depth--;
	if (r->known > r->depth)
		r->known = r->depth;
	r->base = 0;
	r->place = r->depth > 0 ? OUTER : BETWEEN;
	if (r->depth > 0 || r->held)
		return false;
	end_record(r, r->offset + 1);
	return true;
}

/* Take a byte between records; true if a record ends with it. */
static bool
take_between(TgJsonRecords *r, char c)
{
	bool keyed = r->base > 0 && r->shape.keyed;

	r->keep = r->offset + 1;
	if (c == '\n' && r->alone)
		r->by_line = true;
	/* RFC 7464 puts 0x1E before each record */
	if (tg_is_blank(c) || c == ',' || c == 0x1E)
		return false;
	if (keyed && c == ':')
	{
		r->named = true;
		return false;
	}
	r->alone = false;
	if (c == (keyed ? '}' : ']') && r->base > 0)
		return close_outer(r);
	if (keyed && c == '"' && !r->named)
	{
		r->place = KEY;
		r->in_string = true;
	}
	else if ((c == '{' || c == '[') && r->base < r->shape.depth)
	{
		begin_record(r, OUTER);
		r->held = false;
		r->known = r->hash = 0;
		open_outer(r, c);
	}
	else if (c == '{' || c == '[')
	{
		begin_record(r, RECORD);
		r->arrays = c == '[';
		r->depth = r->base + 1;
	}
	else
	{
		begin_record(r, OTHER);
		r->in_string = c == '"';
	}
	return false;
}

/* Take a byte of a string; hash it. */
static void
take_string(TgJsonRecords *r, char c)
{
	if (!r->escaped && c == '"')
	{
		r->in_string = false;
		return;
	}
	r->escaped = !r->escaped && c == '\\';
	r->hash = tg_json_name_hash(r->hash, c);
}

/* Take a byte of a value around records; true if a record ends with it. */
static bool
take_outer(TgJsonRecords *r, char c)
{
	if (r->held)
		r->keep = r->offset + 1;
	if (r->in_string)
	{
		take_string(r, c);
		return false;
	}
	/* the name of a member may come before the first one */
	if (!tg_is_blank(c) && c != '{' && c != '[' && c != ':' && c != '"')
		r->opened = false;
	switch (c)
	{
		case '{':
		case '[':
			open_outer(r, c);
			break;
		case '}':
		case ']':
			return close_outer(r);
		case ',':
			r->hash = 0;
			break;
		case '"':
			r->in_string = true;
			r->hash = TG_JSON_NAME_HASH;
			break;
	}
	return false;
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
		return c == ',' || c == '{' ||
			   (r->base > 0 && c == (r->shape.keyed ? '}' : ']'));
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

		if (r->place == RECORD)
		{
			found = take_record(r, at, bytes + len);
			continue;
		}
		if (r->place == OTHER)
		{
			found = ends_other(r, *at);
			if (found)
			{
				end_record(r, r->offset);
				break;
			}
		}
		else if (r->place == KEY)
		{
			take_string(r, *at);
			r->keep = r->offset + 1;
			if (!r->in_string)
				r->place = BETWEEN;
		}
		else if (r->place == OUTER)
			found = take_outer(r, *at);
		else
			found = take_between(r, *at);
		r->offset++;
	}
	*used = (size_t) (r->offset - start);
	return found;
}

uint32_t
tg_json_lists_passed(const TgJsonRecords *records)
{
	return records->passed[records->arrays];
}

bool
tg_json_records_cut_off(const TgJsonRecords *records)
{
	return records->base > 0 ||
		   (records->place == OUTER && records->depth > 0 && records->held);
}

bool
tg_json_records_end(TgJsonRecords *records)
{
	TgJsonRecords *r = records;
	bool open = r->place == RECORD || r->place == OTHER ||
				(r->depth > 0 && !r->held && r->base == 0);

	if (open)
		end_record(r, r->offset);
	return open;
}
