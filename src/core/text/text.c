/*
 * text.c
 *	  Blanks and bytes: what every reader does before it reads.
 */
#include <stdint.h>
#include <string.h>

#include "core/base/hot.h"
#include "core/text/ascii.h"
#include "core/text/text.h"

#define ONES UINT64_C(0x0101010101010101)
#define HIGH UINT64_C(0x8080808080808080)

/* Move both ends of the text inwards past the blanks. */
TG_HOT void
tg_text_trim(const char **text, size_t *len)
{
	const char *at = *text;
	size_t left = *len;

	while (left > 0 && tg_is_blank(*at))
	{
		at++;
		left--;
	}
	while (left > 0 && tg_is_blank(at[left - 1]))
		left--;
	*text = at;
	*len = left;
}

/* By words, of which the last may overlap the one before it. */
TG_HOT bool
tg_is_ascii(const char *text, size_t len)
{
	const char *end = text + len;
	uint64_t word;
	uint32_t half[2];

	if (len >= 8)
	{
		for (; end - text > 8; text += 8)
		{
			memcpy(&word, text, 8);
			if ((word & HIGH) != 0)
				return false;
		}
		memcpy(&word, end - 8, 8);
		return (word & HIGH) == 0;
	}
	if (len >= 4)
	{
		memcpy(&half[0], text, 4);
		memcpy(&half[1], end - 4, 4);
		return ((half[0] | half[1]) & (uint32_t) HIGH) == 0;
	}
	for (; text < end; text++)
		if ((unsigned char) *text >= 0x80)
			return false;
	return true;
}

void
tg_utf8_trim(const char **text, size_t *len)
{
	size_t before;

	do
	{
		tg_text_trim(text, len);
		before = *len;
		if (*len >= 2 && memcmp(*text, "\xC2\xA0", 2) == 0)
		{
			*text += 2;
			*len -= 2;
		}
		if (*len >= 3 && memcmp(*text, "\xEF\xBB\xBF", 3) == 0)
		{
			*text += 3;
			*len -= 3;
		}
		if (*len >= 2 && memcmp(*text + *len - 2, "\xC2\xA0", 2) == 0)
			*len -= 2;
		if (*len >= 3 && memcmp(*text + *len - 3, "\xEF\xBB\xBF", 3) == 0)
			*len -= 3;
	} while (*len < before);
}

/*
 * Give the length of the well-formed character at s, which has left bytes
 * before its end, or 0.  The second byte's range depends on the first: that
 * is what keeps out overlong forms, surrogates and all above U+10FFFF.
 */
static size_t
character_length(const unsigned char *s, size_t left)
{
	unsigned char low = 0x80;
	unsigned char high = 0xBF;
	size_t length;

	if (s[0] < 0x80)
		return s[0] != 0;
	if (s[0] < 0xC2 || s[0] > 0xF4)
		return 0;
	length = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
	if (left < length)
		return 0;
	switch (s[0])
	{
		case 0xE0:
			low = 0xA0;
			break;
		case 0xED:
			high = 0x9F;
			break;
		case 0xF0:
			low = 0x90;
			break;
		case 0xF4:
			high = 0x8F;
			break;
	}
	if (s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	return length;
}

size_t
tg_utf8_character(const char *text, size_t len)
{
	return len == 0 ? 0 : character_length((const unsigned char *) text, len);
}

/*
 * Tell whether the bytes are well-formed UTF-8 (RFC 3629).  A NUL is refused
 * too, because the server's text cannot hold one.
 */
bool
tg_utf8_valid(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *) text;

	while (len > 0)
	{
		size_t length;

		if (len >= 8)
		{
			uint64_t word;

			/* The subtraction sets the high bit of the lowest NUL. */
			memcpy(&word, s, 8);
			if (((word | (word - ONES)) & HIGH) == 0)
			{
				s += 8;
				len -= 8;
				continue;
			}
		}
		length = character_length(s, len);
		if (length == 0)
			return false;
		s += length;
		len -= length;
	}
	return true;
}

/* U+0300 to U+036F; U+3099 and U+309A; U+1100 to U+11FF. */
bool
tg_utf8_composable(const char *text, size_t len)
{
	const unsigned char *c = (const unsigned char *) text;

	for (size_t i = 0; i + 1 < len; i++)
	{
		if (c[i] < 0x80)
			continue;
		if (c[i] == 0xCC || (c[i] == 0xCD && c[i + 1] < 0xB0))
			return true;
		if (c[i] == 0xE1 && c[i + 1] >= 0x84 && c[i + 1] <= 0x87)
			return true;
		if (c[i] == 0xE3 && c[i + 1] == 0x82 && i + 2 < len &&
			(c[i + 2] == 0x99 || c[i + 2] == 0x9A))
			return true;
	}
	return false;
}
