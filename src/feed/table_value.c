/*
 * table_value.c
 *	  Values of a feed's row as the input functions of a table's columns read
 *	  them.
 *
 * What an input function makes of a date depends on DateStyle and TimeZone of
 * whoever loads, and 07/12/2018 on nothing that a file says: only what is read
 * in one way is handed on, written as the standard has it.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "core/text/ascii.h"
#include "core/text/text.h"
#include "feed/clock_read.h"
#include "feed/table_value.h"

#define NUMBER_ROOM 256 /* the longest number that is rewritten */
#define VALUE_ROOM Max(NUMBER_ROOM, TG_DATETIME_TEXT + 4)

typedef enum ValueKind
{
	VALUE_AS_IS,
	VALUE_NUMBER,  /* with a decimal comma */
	VALUE_LOCAL,   /* a date, or a time without time zone */
	VALUE_INSTANT, /* a time with time zone */
} ValueKind;

struct TableValues
{
	ClockForm form;
	int count;
	ValueKind *kind;
	char *room; /* VALUE_ROOM for each */
};

static ValueKind
kind_of(const FeedMap *map, Oid type)
{
	switch (getBaseType(type))
	{
		case TIMESTAMPOID:
		case DATEOID:
			return VALUE_LOCAL;
		case TIMESTAMPTZOID:
			return VALUE_INSTANT;
		case NUMERICOID:
		case FLOAT4OID:
		case FLOAT8OID:
			return map->style & TG_DECIMAL_COMMA ? VALUE_NUMBER : VALUE_AS_IS;
		default:
			return VALUE_AS_IS;
	}
}

TableValues *
table_values_create(const FeedMap *map, const Extras *extras)
{
	TableValues *values = palloc0(sizeof *values);

	values->form = (ClockForm){map->date_format, map->zone, map->clock};
	values->count = extras->count;
	values->kind = palloc(extras->count * sizeof *values->kind + 1);
	for (int i = 0; i < extras->count; i++)
		values->kind[i] = kind_of(map, extras->columns[i].type);
	values->room = palloc((Size) extras->count * VALUE_ROOM + 1);
	return values;
}

/* Copy one or two digits as two; false if there are none, or more. */
static bool
copy_two(const char **at, const char *end, char **out)
{
	const char *from = *at;

	while (*at < end && tg_is_digit(**at))
		(*at)++;
	if (*at - from < 1 || *at - from > 2)
		return false;
	*(*out)++ = *at - from == 2 ? *from++ : '0';
	*(*out)++ = *from;
	return true;
}

/*
 * Write a year, a month and a day with all their digits, and a time after
 * them, midnight if there is none; false if a text does not begin with a year.
 */
static bool
fill_up(FieldText *field, char *room)
{
	const char *at = field->bytes;
	const char *end = at + field->len;
	char *out = room;

	if (field->len < 8 || field->len > TG_DATETIME_TEXT - 8)
		return false;
	for (int i = 0; i < 4; i++)
		if (!tg_is_digit(*out++ = *at++))
			return false;
	for (int i = 0; i < 2; i++)
	{
		if (at == end || *at != '-')
			return false;
		*out++ = *at++;
		if (!copy_two(&at, end, &out))
			return false;
	}
	if (at == end)
	{
		memcpy(out, " 00:00", 6);
		out += 6;
	}
	else if (*at == ' ' || *at == 'T')
	{
		*out++ = *at++;
		if (!copy_two(&at, end, &out))
			return false;
	}
	memcpy(out, at, end - at);
	field->bytes = room;
	field->len = out - room + (end - at);
	return true;
}

static TgStatus
read_time(const TableValues *values, bool instant, FieldText *field,
		  char *room)
{
	int64 time;
	TgClock clock;
	TgStatus status = clock_read(&values->form, field, &time, &clock);

	if (status == TG_BAD_DATETIME && values->form.format == NULL &&
		fill_up(field, room))
		status = clock_read(&values->form, field, &time, &clock);
	if (status != TG_OK)
		return status;
	if (instant && clock != TG_CLOCK_INSTANT)
		time = clock_instant(values->form.zone, time);
	else if (!instant && clock == TG_CLOCK_INSTANT)
		time = clock_local(values->form.zone, time);
	field->bytes = room;
	field->len = tg_datetime_format(time, room);
	if (instant)
	{
		memcpy(room + field->len, "+00", 3);
		field->len += 3;
	}
	return TG_OK;
}

/*
 * Digits, with points between groups of three or without, and a comma before
 * the fraction.  1.5 is neither a number of that form nor one of another.
 */
static TgStatus
read_number(FieldText *field, char *room)
{
	const char *at = field->bytes;
	const char *end = at + field->len;
	size_t len = 0;
	int group = 0; /* digits since the last point */
	bool grouped = false;

	if (field->len > NUMBER_ROOM)
		return TG_BAD_VALUE;
	if (at < end && (*at == '-' || *at == '+'))
		room[len++] = *at++;
	for (; at < end && *at != ',' && *at != 'e' && *at != 'E'; at++)
	{
		if (tg_is_digit(*at))
		{
			room[len++] = *at;
			group++;
			continue;
		}
		if (*at != '.')
			return TG_OK;
		if (grouped ? group != 3 : group < 1 || group > 3)
			return TG_BAD_VALUE;
		grouped = true;
		group = 0;
	}
	if (grouped && group != 3)
		return TG_BAD_VALUE;
	if (at < end && *at == ',')
	{
		room[len++] = '.';
		for (at++; at < end && *at != ',' && *at != '.'; at++)
			room[len++] = *at;
		if (at < end)
			return TG_BAD_VALUE;
	}
	while (at < end)
		room[len++] = *at++;
	field->bytes = room;
	field->len = len;
	return TG_OK;
}

TgStatus
table_values_read(TableValues *values, FieldText *fields, int *failed)
{
	for (*failed = 0; *failed < values->count; (*failed)++)
	{
		FieldText *field = &fields[*failed];
		char *room = values->room + (Size) *failed * VALUE_ROOM;
		ValueKind kind = values->kind[*failed];
		TgStatus status = TG_OK;

		if (kind == VALUE_AS_IS || field->bytes == NULL)
			continue;
		tg_text_trim(&field->bytes, &field->len);
		if (field->len == 0)
			continue;
		if (kind == VALUE_NUMBER)
			status = read_number(field, room);
		else
			status = read_time(values, kind == VALUE_INSTANT, field, room);
		if (status != TG_OK)
			return status;
	}
	return TG_OK;
}
