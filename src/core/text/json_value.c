/*
 * json_value.c
 *	  Where values of JSON begin and end.
 */
#include "core/text/json_value.h"

#include "core/text/ascii.h"

const char *
tg_json_skip_string(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++)
		if (*at == '\\')
			at++;
	return at < end ? at + 1 : end;
}

const char *
tg_json_skip(const char *at, const char *end)
{
	size_t depth = 0;

	while (at < end)
	{
		char c = *at;

		if (c == '"')
			at = tg_json_skip_string(at, end);
		else if (c == '{' || c == '[')
		{
			depth++;
			at++;
		}
		else if (c == '}' || c == ']')
		{
			if (depth == 0)
				return at;
			depth--;
			at++;
		}
		else if (depth == 0 && (c == ',' || tg_skip_blanks(at, end) > at))
			return at;
		else
		{
			at++;
			continue;
		}
		if (depth == 0)
			return at;
	}
	return at;
}

/* Read the item that begins at a place; false if there is none. */
static bool
read_item(const char *container, const char *at, const char *end,
		  TgJsonItem *item)
{
	item->name = NULL;
	item->name_len = 0;
	if (at == end || *at == ']' || *at == '}')
		return false;
	if (*container == '{')
	{
		if (*at != '"')
			return false;
		item->name = at + 1;
		at = tg_json_skip_string(at, end);
		item->name_len = (size_t) (at - 1 - item->name);
		at = tg_skip_blanks(at, end);
		if (at == end || *at != ':')
			return false;
		at = tg_skip_blanks(at + 1, end);
	}
	item->value = item->next = at;
	return at < end;
}

bool
tg_json_first(const char *container, const char *end, TgJsonItem *item)
{
	return read_item(container, tg_skip_blanks(container + 1, end), end, item);
}

bool
tg_json_next(const char *container, const char *end, TgJsonItem *item)
{
	const char *at = tg_skip_blanks(tg_json_skip(item->value, end), end);

	if (at < end && *at == ',')
		at = tg_skip_blanks(at + 1, end);
	/* what is not well formed may end where it begins */
	return at > item->value && read_item(container, at, end, item);
}
