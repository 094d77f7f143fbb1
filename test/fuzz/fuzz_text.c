/*
 * fuzz_text.c
 *	  Blanks and UTF-8: against a reader of one character after the other.
 */
#include "fuzz.h"

#include "core/text/text.h"

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* RFC 3629 by the numbers that characters stand for. */
static bool
naive_utf8(const uint8_t *s, size_t len)
{
	static const uint32_t least[] = {1, 0x80, 0x800, 0x10000};

	while (len > 0)
	{
		size_t more = s[0] < 0x80		? 0
					  : s[0] >> 5 == 6	? 1
					  : s[0] >> 4 == 14 ? 2
					  : s[0] >> 3 == 30 ? 3
										: 4;
		uint32_t number;

		if (more == 4 || more >= len)
			return false;
		number = more == 0 ? s[0] : s[0] & (0x3Fu >> more);
		for (size_t i = 1; i <= more; i++)
		{
			if (s[i] >> 6 != 2)
				return false;
			number = number << 6 | (s[i] & 0x3F);
		}
		if (number < least[more] || number > 0x10FFFF ||
			(number >= 0xD800 && number <= 0xDFFF))
			return false;
		s += more + 1;
		len -= more + 1;
	}
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	size_t len = size;

	assert_true(tg_utf8_valid(text, len) == naive_utf8(data, size));
	tg_text_trim(&text, &len);
	assert_true(len <= size);
	if (len > 0)
	{
		assert_true(!is_blank(text[0]) && !is_blank(text[len - 1]));
		for (const char *c = (const char *) data; c < text; c++)
			assert_true(is_blank(*c));
		for (const char *c = text + len; c < (const char *) data + size; c++)
			assert_true(is_blank(*c));
	}
	else
		for (size_t i = 0; i < size; i++)
			assert_true(is_blank((char) data[i]));
	return 0;
}
