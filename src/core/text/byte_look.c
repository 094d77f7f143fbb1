/*
 * byte_look.c
 *	  What bytes of text can be: ASCII, UTF-8, or of some other encoding.
 */
#include <string.h>

#include "core/text/byte_look.h"
#include "core/text/text.h"

#define ONES UINT64_C(0x0101010101010101)
#define HIGH UINT64_C(0x8080808080808080)

void
tg_byte_look_begin(TgByteLook *look)
{
	memset(look, 0, sizeof *look);
}

/* Tell whether a character could begin so, and go on. */
static bool
may_go_on(const unsigned char *bytes, size_t len)
{
	char filled[4];
	size_t length = bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;

	if (bytes[0] < 0xC2 || bytes[0] > 0xF4)
		return false;
	if (len == 1)
		return true;
	if (len >= length)
		return false;
	memset(filled, 0x80, sizeof filled);
	memcpy(filled, bytes, len);
	return tg_utf8_character(filled, length) == length;
}

static void
add_broken(TgByteLook *look, uint64_t at)
{
	if (look->broken++ == 0)
		look->broken_at = at;
}

/* Give up the first of the bytes kept, and see whether the rest can be. */
static void
shift_kept(TgByteLook *look, uint64_t end)
{
	do
	{
		add_broken(look, end - look->kept_len);
		look->kept_len--;
		memmove(look->kept, look->kept + 1, look->kept_len);
	} while (look->kept_len > 0 && !may_go_on(look->kept, look->kept_len));
}

/* Take a byte beyond ASCII, whose offset is one less than end. */
static void
take_high(TgByteLook *look, unsigned char byte, uint64_t end)
{
	look->seen[byte] = true;
	look->high++;
	look->letters += byte >= 0xC0;
	look->run_len++;
	look->kept[look->kept_len++] = byte;
	if (tg_utf8_character((const char *) look->kept, look->kept_len) ==
		look->kept_len)
	{
		look->utf8++;
		look->kept_len = 0;
	}
	else if (!may_go_on(look->kept, look->kept_len))
		shift_kept(look, end);
}

/* ASCII follows, or nothing does. */
static void
end_run(TgByteLook *look, uint64_t end)
{
	look->runs++;
	look->lone += look->run_len == 1;
	look->run_len = 0;
	for (; look->kept_len > 0; look->kept_len--)
		add_broken(look, end - look->kept_len);
}

void
tg_byte_look_pass(TgByteLook *look, const char *bytes, size_t len)
{
	size_t at = 0;

	while (at < len)
	{
		unsigned char byte = (unsigned char) bytes[at];

		if (byte >= 0x80)
			take_high(look, byte, look->offset + at + 1);
		else if (look->run_len > 0)
			end_run(look, look->offset + at);
		look->zeros += byte == 0;
		at++;
		while (look->run_len == 0 && at + 8 <= len)
		{
			uint64_t word;

			memcpy(&word, bytes + at, 8);
			/* the subtraction sets the high bit of the lowest zero */
			if (((word | (word - ONES)) & HIGH) != 0)
				break;
			at += 8;
		}
	}
	look->offset += len;
}

void
tg_byte_look_end(TgByteLook *look)
{
	if (look->run_len > 0)
		end_run(look, look->offset);
}

/*
 * Bytes of other encodings seldom are UTF-8 by chance, so a text of which more
 * is than is not was UTF-8, and has been damaged or put together.  In Latin
 * scripts most letters beyond ASCII stand between others; elsewhere few do.
 */
TgTextKind
tg_byte_look_kind(const TgByteLook *look)
{
	uint64_t runs = look->runs + (look->run_len > 0);
	uint64_t lone = look->lone + (look->run_len == 1);

	if (look->broken == 0)
		return look->utf8 == 0 && look->kept_len == 0 ? TG_TEXT_ASCII
													  : TG_TEXT_UTF8;
	if (look->utf8 >= look->broken)
		return TG_TEXT_BROKEN_UTF8;
	if (10 * lone >= 9 * runs && 10 * look->letters >= 9 * look->high)
		return TG_TEXT_LATIN;
	return TG_TEXT_OTHER;
}
