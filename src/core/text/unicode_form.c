/*
 * unicode_form.c
 *	  UTF-16 and UTF-32 found, and converted to UTF-8.
 */
#include <stdint.h>
#include <string.h>

#include "core/text/ascii.h"
#include "core/text/unicode_form.h"

static const struct
{
	const char *name;
	TgUnicodeForm form;
} names[] = {
	{"utf16", TG_UNICODE_16},	  {"ucs2", TG_UNICODE_16},
	{"utf16le", TG_UNICODE_16LE}, {"ucs2le", TG_UNICODE_16LE},
	{"utf16be", TG_UNICODE_16BE}, {"ucs2be", TG_UNICODE_16BE},
	{"utf32", TG_UNICODE_32},	  {"ucs4", TG_UNICODE_32},
	{"utf32le", TG_UNICODE_32LE}, {"ucs4le", TG_UNICODE_32LE},
	{"utf32be", TG_UNICODE_32BE}, {"ucs4be", TG_UNICODE_32BE},
};

TgUnicodeForm
tg_unicode_named(const char *name)
{
	char plain[8];
	size_t len = 0;

	for (; *name != '\0'; name++)
	{
		if (!tg_is_letter(*name) && !tg_is_digit(*name))
			continue;
		if (len + 1 == sizeof plain)
			return TG_UNICODE_NONE;
		plain[len++] = tg_lower(*name);
	}
	plain[len] = '\0';
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(plain, names[i].name) == 0)
			return names[i].form;
	return TG_UNICODE_NONE;
}

const char *
tg_unicode_name(TgUnicodeForm form)
{
	switch (form)
	{
		case TG_UNICODE_16LE:
			return "UTF-16LE";
		case TG_UNICODE_16BE:
			return "UTF-16BE";
		case TG_UNICODE_32LE:
			return "UTF-32LE";
		case TG_UNICODE_32BE:
			return "UTF-32BE";
		default:
			return "UTF-8";
	}
}

TgUnicodeForm
tg_unicode_marked(const char *bytes, size_t len)
{
	/* before UTF-16's, whose first character would be a zero */
	if (len >= 4 && memcmp(bytes, "\xFF\xFE\0\0", 4) == 0)
		return TG_UNICODE_32LE;
	if (len >= 4 && memcmp(bytes, "\0\0\xFE\xFF", 4) == 0)
		return TG_UNICODE_32BE;
	if (len >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
		return TG_UNICODE_16LE;
	if (len >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
		return TG_UNICODE_16BE;
	return TG_UNICODE_NONE;
}

/*
 * Tell whether groups of four bytes are UTF-32: no plane is beyond the 16th,
 * and most characters are of the first, but none is a zero.
 */
static bool
is_32(const char *bytes, size_t units, bool le)
{
	size_t zeros = 0;

	for (size_t i = 0; i < units; i++, bytes += 4)
	{
		char plane = bytes[le ? 2 : 1];

		if (bytes[le ? 3 : 0] != '\0' || (unsigned char) plane > 0x10 ||
			(plane == '\0' && bytes[le ? 0 : 3] == '\0' &&
			 bytes[le ? 1 : 2] == '\0'))
			return false;
		zeros += plane == '\0';
	}
	return 2 * zeros >= units;
}

/*
 * Of the digits, delimiters and ends of lines of a table each has a zero at
 * the same place, and at the other one hardly a character has.
 */
TgUnicodeForm
tg_unicode_find(const char *bytes, size_t len)
{
	TgUnicodeForm marked = tg_unicode_marked(bytes, len);
	size_t units = len / 4;
	size_t zeros[4] = {0};
	bool le;

	if (marked != TG_UNICODE_NONE || units < 2)
		return marked;
	if (is_32(bytes, units, true))
		return TG_UNICODE_32LE;
	if (is_32(bytes, units, false))
		return TG_UNICODE_32BE;
	for (size_t i = 0; i < 4 * units; i++)
		zeros[i % 4] += bytes[i] == '\0';
	le = zeros[1] + zeros[3] > zeros[0] + zeros[2];
	if (!le)
	{
		zeros[1] = zeros[0];
		zeros[3] = zeros[2];
	}
	/* a quarter of the characters on either half, and 1 % on the wrong side */
	if (4 * zeros[1] < units || 4 * zeros[3] < units)
		return TG_UNICODE_NONE;
	units = 0;
	for (size_t i = le ? 0 : 1; i < len; i += 2)
		units += bytes[i] == '\0';
	if (200 * units > len)
		return TG_UNICODE_NONE;
	return le ? TG_UNICODE_16LE : TG_UNICODE_16BE;
}

static uint32_t
unit_16(const unsigned char *at, bool le)
{
	return le ? (uint32_t) at[0] | (uint32_t) at[1] << 8
			  : (uint32_t) at[1] | (uint32_t) at[0] << 8;
}

/* A character, with how many bytes it has: 0 if more are needed to tell. */
static uint32_t
character(TgUnicodeForm form, const unsigned char *at, size_t left,
		  size_t *size, bool *bad)
{
	bool le = form == TG_UNICODE_16LE || form == TG_UNICODE_32LE;
	bool wide = form == TG_UNICODE_32LE || form == TG_UNICODE_32BE;
	uint32_t first;
	uint32_t second;

	*size = 0;
	if (left < (wide ? 4 : 2))
		return 0;
	first = unit_16(at, le);
	if (wide)
	{
		second = unit_16(at + 2, le);
		first = le ? first | second << 16 : second | first << 16;
		*bad = first > 0x10FFFF || (first >= 0xD800 && first <= 0xDFFF);
		*size = 4;
		return first;
	}
	*size = 2;
	*bad = first >= 0xDC00 && first <= 0xDFFF;
	if (first < 0xD800 || first > 0xDBFF)
		return first;
	*size = left < 4 ? 0 : 4;
	if (left < 4)
		return 0;
	second = unit_16(at + 2, le);
	*bad = second < 0xDC00 || second > 0xDFFF;
	return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

/* Write a character in UTF-8, which takes up to four bytes. */
static size_t
write_utf8(uint32_t c, char *out)
{
	if (c < 0x80)
	{
		out[0] = (char) c;
		return 1;
	}
	if (c < 0x800)
	{
		out[0] = (char) (0xC0 | c >> 6);
		out[1] = (char) (0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000)
	{
		out[0] = (char) (0xE0 | c >> 12);
		out[1] = (char) (0x80 | (c >> 6 & 0x3F));
		out[2] = (char) (0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char) (0xF0 | c >> 18);
	out[1] = (char) (0x80 | (c >> 12 & 0x3F));
	out[2] = (char) (0x80 | (c >> 6 & 0x3F));
	out[3] = (char) (0x80 | (c & 0x3F));
	return 4;
}

size_t
tg_unicode_convert(TgUnicodeForm form, const char *bytes, size_t len,
				   char *out, size_t room, size_t *used, bool *bad)
{
	const unsigned char *at = (const unsigned char *) bytes;
	size_t written = 0;

	*used = 0;
	*bad = false;
	while (room - written >= 4)
	{
		size_t size;
		uint32_t c = character(form, at + *used, len - *used, &size, bad);

		if (size == 0 || *bad)
			break;
		written += write_utf8(c, out + written);
		*used += size;
	}
	return written;
}
