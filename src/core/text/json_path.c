/*
 * json_path.c
 *	  Values of a JSON object by their paths.
 */
#include "core/text/json_path.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/text/ascii.h"
#include "core/text/json_value.h"

#define ARRAY_END INT64_C(1000000000000) /* no array has as many values */

static int
hex_value(char c)
{
	if (tg_is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Read four hexadecimal digits; a negative number without them. */
static int32_t
read_unit(const char *at, const char *end)
{
	int32_t unit = 0;

	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++)
	{
		int digit = hex_value(at[i]);

		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
	}
	return unit;
}

static char *
put_utf8(char *out, uint32_t c)
{
	if (c < 0x80)
		*out++ = (char) c;
	else if (c < 0x800)
	{
		*out++ = (char) (0xC0 | c >> 6);
		*out++ = (char) (0x80 | (c & 0x3F));
	}
	else if (c < 0x10000)
	{
		*out++ = (char) (0xE0 | c >> 12);
		*out++ = (char) (0x80 | (c >> 6 & 0x3F));
		*out++ = (char) (0x80 | (c & 0x3F));
	}
	else
	{
		*out++ = (char) (0xF0 | c >> 18);
		*out++ = (char) (0x80 | (c >> 12 & 0x3F));
		*out++ = (char) (0x80 | (c >> 6 & 0x3F));
		*out++ = (char) (0x80 | (c & 0x3F));
	}
	return out;
}

/*
 * Read an escape, at being behind its backslash, and write its character, of
 * at most four bytes.
 */
static const char *
read_escape(const char *at, const char *end, char **out)
{
	static const char letters[] = "bfnrt\"\\/";
	static const char meanings[] = "\b\f\n\r\t\"\\/";
	const char *letter;
	int32_t unit;
	int32_t low;

	if (at == end)
		return NULL;
	if (*at != 'u')
	{
		letter = *at == '\0' ? NULL : strchr(letters, *at);
		if (letter == NULL)
			return NULL;
		*(*out)++ = meanings[letter - letters];
		return at + 1;
	}
	unit = read_unit(at + 1, end);
	at += 5;
	if (unit <= 0 || (unit >= 0xDC00 && unit < 0xE000))
		return NULL;
	if (unit >= 0xD800 && unit < 0xDC00)
	{
		if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
			return NULL;
		low = read_unit(at + 2, end);
		if (low < 0xDC00 || low >= 0xE000)
			return NULL;
		unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
		at += 6;
	}
	*out = put_utf8(*out, (uint32_t) unit);
	return at;
}

/* Tell whether a key, between its quotes, is a name. */
static bool
key_equals(const char *key, size_t key_len, const char *name, size_t len)
{
	const char *end = key + key_len;
	const char *name_end = name + len;

	if (memchr(key, '\\', key_len) == NULL)
		return key_len == len && memcmp(key, name, len) == 0;
	while (key < end)
	{
		char character[4];
		char *out = character;

		if (*key != '\\')
			*out++ = *key++;
		else if ((key = read_escape(key + 1, end, &out)) == NULL)
			return false;
		if (name_end - name < out - character ||
			memcmp(name, character, (size_t) (out - character)) != 0)
			return false;
		name += out - character;
	}
	return name == name_end;
}

/* A name to be found among the members of an object. */
typedef struct Wanted
{
	const char *name;
	size_t len;		   /* of all of it, which ends the search */
	size_t first_len;  /* of its beginning, a member to be noted; 0: none */
	const char *first; /* what that one is called has, or null */
} Wanted;

/* Find a member of an object; null if it is none, or has no such member. */
static const char *
find_member(const char *object, const char *end, Wanted *wanted)
{
	TgJsonItem item;

	if (object == end || *object != '{')
		return NULL;
	for (bool any = tg_json_first(object, end, &item); any;
		 any = tg_json_next(object, end, &item))
	{
		if (key_equals(item.name, item.name_len, wanted->name, wanted->len))
			return item.value;
		if (wanted->first == NULL && wanted->first_len > 0 &&
			key_equals(item.name, item.name_len, wanted->name,
					   wanted->first_len))
			wanted->first = item.value;
	}
	return NULL;
}

/* Find a value of an array, from its end if the place is negative. */
static const char *
find_element(const char *array, const char *end, int64_t place)
{
	TgJsonItem item;
	int64_t count = 0;

	if (array == end || *array != '[')
		return NULL;
	for (bool any = tg_json_first(array, end, &item); any;
		 any = tg_json_next(array, end, &item))
		if (count++ == place)
			return item.value;
	return place < 0 && count + place >= 0
			   ? find_element(array, end, count + place)
			   : NULL;
}

/* Read "[-1]"; null if the path goes on in another way. */
static const char *
read_place(const char *at, const char *end, int64_t *place)
{
	const char *digits;
	bool negative;

	*place = 0;
	if (at == end || *at != '[')
		return NULL;
	at++;
	negative = at < end && *at == '-';
	at += negative;
	for (digits = at; at < end && tg_is_digit(*at); at++)
		if (*place < ARRAY_END)
			*place = *place * 10 + (*at - '0');
	if (at == digits || at == end || *at != ']')
		return NULL;
	if (negative)
		*place = -*place;
	return at + 1;
}

/* Follow the steps of a path. */
static const char *
follow(const char *at, const char *end, const char *path, const char *path_end)
{
	while (at != NULL && path < path_end)
	{
		int64_t place;
		const char *next = read_place(path, path_end, &place);

		if (next != NULL)
			at = find_element(at, end, place);
		else
		{
			path += *path == '.';
			for (next = path; next < path_end && *next != '.' && *next != '[';)
				next++;
			if (next == path)
				return NULL; /* no step at all */
			at = find_member(
				at, end,
				&(Wanted){.name = path, .len = (size_t) (next - path)});
		}
		path = next;
	}
	return at;
}

const char *
tg_json_bare(const char *value, const char *end)
{
	while (*value == '{')
	{
		TgJsonItem item;
		TgJsonItem second;

		if (!tg_json_first(value, end, &item) || item.name_len < 2 ||
			item.name[0] != '$')
			break;
		second = item;
		if (tg_json_next(value, end, &second))
			break;
		value = item.value;
	}
	return value;
}

const char *
tg_json_find(const char *json, size_t len, const char *path, size_t path_len,
			 size_t *value_len)
{
	const char *end = json + len;
	const char *path_end = path + path_len;
	const char *start = tg_skip_blanks(json, end);
	const char *value;
	Wanted wanted = {.name = path, .len = path_len};

	/* the whole path and its first step are looked for in one go */
	while (wanted.first_len < path_len && path[wanted.first_len] != '.' &&
		   path[wanted.first_len] != '[')
		wanted.first_len++;
	value = find_member(start, end, &wanted);
	if (value == NULL && wanted.first != NULL)
		value = follow(wanted.first, end, path + wanted.first_len, path_end);
	else if (value == NULL && path_len > 0 && wanted.first_len == 0)
		value = follow(start, end, path, path_end);
	if (value == NULL)
		return NULL;
	value = tg_json_bare(value, end);
	*value_len = (size_t) (tg_json_skip(value, end) - value);
	return value;
}

size_t
tg_json_depth(const char *json, size_t len)
{
	const char *end = json + len;
	size_t depth = 0;
	size_t deepest = 0;

	for (const char *at = json; at < end;)
	{
		if (*at == '"')
		{
			at = tg_json_skip_string(at, end);
			continue;
		}
		if (*at == '{' || *at == '[')
		{
			if (++depth > deepest)
				deepest = depth;
		}
		else if ((*at == '}' || *at == ']') && depth > 0)
			depth--;
		at++;
	}
	return deepest;
}

TgStatus
tg_json_unescape(const char *text, size_t len, char *out, size_t *out_len)
{
	const char *end = text + len;
	char *start = out;

	while (text < end)
		if (*text != '\\')
			*out++ = *text++;
		else if ((text = read_escape(text + 1, end, &out)) == NULL)
			return TG_BAD_JSON;
	*out_len = (size_t) (out - start);
	return TG_OK;
}
