/*
 * joined_key.c
 *	  Keys of several parts as one text.
 */
#include <string.h>

#include "core/text/joined_key.h"

#define MISSING "null"
#define ESCAPED_BYTES 6 /* \u001f */

/* What escapes a character besides \u; both in the order of each other. */
static const char escaped[] = "\"\\\b\f\n\r\t";
static const char escapes[] = "\"\\bfnrt";

size_t
tg_key_room(const TgKeyPart *parts, int count)
{
	size_t room = 2;

	for (int i = 0; i < count; i++)
		room +=
			ESCAPED_BYTES * parts[i].len + sizeof ", \"\"" + sizeof MISSING;
	return room;
}

static char *
put(char *at, const char *text)
{
	size_t len = strlen(text);

	memcpy(at, text, len);
	return at + len;
}

static char *
put_character(char *at, char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c == '\0' ? NULL : strchr(escaped, c);

	if (found != NULL)
	{
		*at++ = '\\';
		*at++ = escapes[found - escaped];
	}
	else if ((unsigned char) c < ' ')
	{
		at = put(at, "\\u00");
		*at++ = digits[(unsigned char) c >> 4];
		*at++ = digits[c & 0x0F];
	}
	else
		*at++ = c;
	return at;
}

size_t
tg_key_join(const TgKeyPart *parts, int count, char *out)
{
	char *at = put(out, "[");

	for (int i = 0; i < count; i++)
	{
		if (i > 0)
			at = put(at, ", ");
		if (parts[i].bytes == NULL)
		{
			at = put(at, MISSING);
			continue;
		}
		*at++ = '"';
		for (size_t k = 0; k < parts[i].len; k++)
			at = put_character(at, parts[i].bytes[k]);
		*at++ = '"';
	}
	return (size_t) (put(at, "]") - out);
}

/* The value of a hexadecimal digit as it is written here; -1 for none. */
static int
digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Read what follows a backslash; null if nothing here is written so. */
static const char *
read_escape(const char *at, const char *end, char *c)
{
	const char *found;
	int high;
	int low;

	if (at == end)
		return NULL;
	found = *at == '\0' ? NULL : strchr(escapes, *at);
	if (found != NULL)
	{
		*c = escaped[found - escapes];
		return at + 1;
	}
	if (end - at < 5 || memcmp(at, "u00", 3) != 0)
		return NULL;
	high = digit_of(at[3]);
	low = digit_of(at[4]);
	if (high < 0 || high > 1 || low < 0)
		return NULL;
	*c = (char) (high << 4 | low);
	/* what has a shorter form is written in that, and no text has a null
	 * byte, which strchr() finds at the end */
	return strchr(escaped, *c) != NULL ? NULL : at + 5;
}

/* Read a string from behind its first quote up to behind its last. */
static const char *
read_string(const char *at, const char *end, TgKeyPart *part, char **bytes)
{
	part->bytes = *bytes;
	while (at != NULL && at < end && *at != '"')
	{
		if ((unsigned char) *at < ' ')
			return NULL;
		if (*at != '\\')
			*(*bytes)++ = *at++;
		else if ((at = read_escape(at + 1, end, *bytes)) != NULL)
			(*bytes)++;
	}
	part->len = (size_t) (*bytes - part->bytes);
	return at == NULL || at == end ? NULL : at + 1;
}

int
tg_key_split(const char *text, size_t len, TgKeyPart *parts, int most,
			 char *bytes)
{
	const char *at = text;
	const char *end = text + len;
	int count = 0;

	if (len < 2 || *at++ != '[' || end[-1] != ']')
		return -1;
	end--;
	while (at < end)
	{
		TgKeyPart part = {NULL, 0};

		if (count == most)
			return -1;
		if (*at == '"')
			at = read_string(at + 1, end, &part, &bytes);
		else if ((size_t) (end - at) >= strlen(MISSING) &&
				 memcmp(at, MISSING, strlen(MISSING)) == 0)
			at += strlen(MISSING);
		else
			return -1;
		if (at == NULL)
			return -1;
		parts[count++] = part;
		if (at == end)
			return count;
		if (end - at < 3 || memcmp(at, ", ", 2) != 0)
			return -1;
		at += 2;
	}
	return count;
}
