/*
 * place_name.c
 *	  Names of places as they are compared.
 */
#include <stdbool.h>
#include <stdint.h>

#include "core/text/ascii.h"
#include "core/text/place_name.h"

/* The small letter of a code point of two bytes; itself if it has none. */
static uint32_t
small_letter(uint32_t c)
{
	/* in pairs, the capital one even or odd */
	bool even = (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) ||
				(c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) ||
				(c >= 0x4D0 && c <= 0x52F) || (c >= 0x218 && c <= 0x21B);
	bool odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E) ||
			   (c >= 0x4C1 && c <= 0x4CE);

	if (c == 0x130 || c == 0x131)
		return c; /* with and without a dot, which ASCII has between them */
	if (even)
		return c | 1;
	if (odd)
		return c + (c & 1);
	if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
		(c >= 0x391 && c <= 0x3AB && c != 0x3A2) || (c >= 0x410 && c <= 0x42F))
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40F)
		return c + 0x50;
	switch (c)
	{
		case 0x178:
			return 0xFF;
		case 0x386:
			return 0x3AC;
		case 0x388:
		case 0x389:
		case 0x38A:
			return c + 0x25;
		case 0x38C:
			return 0x3CC;
		case 0x38E:
		case 0x38F:
			return c + 0x3F;
		default:
			return c;
	}
}

/* Tell whether two bytes are a character of UTF-8. */
static bool
is_pair(const char *at, const char *end)
{
	return end - at >= 2 && (uint8_t) at[0] >= 0xC2 &&
		   (uint8_t) at[0] <= 0xDF && ((uint8_t) at[1] & 0xC0) == 0x80;
}

static uint32_t
pair_value(const char *at)
{
	return (uint32_t) ((uint8_t) at[0] & 0x1F) << 6 | ((uint8_t) at[1] & 0x3F);
}

size_t
tg_place_name(const char *text, size_t len, char *out)
{
	const char *end;
	size_t written = 0;
	bool blank = false;

	if (len == 0)
		return 0;
	end = text + len;
	while (text < end)
	{
		bool pair = is_pair(text, end);
		uint32_t c = pair ? pair_value(text) : 0;

		/* one that does not break lines is a blank, too */
		if (pair ? c == 0xA0 : tg_is_blank(*text))
		{
			blank = written > 0;
			text += pair ? 2 : 1;
			continue;
		}
		if (blank)
			out[written++] = ' ';
		blank = false;
		if (pair)
		{
			c = small_letter(c);
			out[written++] = (char) (0xC0 | c >> 6);
			out[written++] = (char) (0x80 | (c & 0x3F));
			text += 2;
		}
		else
			out[written++] = tg_lower(*text++);
	}
	return written;
}
