/*
 * fuzz_place_name.c
 *	  Names of columns as words: plain letters, digits and single '_' only,
 *	  which fit, and stay as they are when folded again.
 */
#include "fuzz.h"

#include "core/text/place_name.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *out = malloc(TG_NAME_FOLD_ROOM(size));
	size_t len;

	assert_non_null(out);
	len = tg_place_name((const char *) data, size, out);
	assert_true(len < TG_NAME_FOLD_ROOM(size));
	assert_int_equal(len, strlen(out));
	for (size_t i = 0; i < len; i++)
	{
		bool plain = (out[i] >= 'a' && out[i] <= 'z') ||
					 (out[i] >= '0' && out[i] <= '9');

		assert_true(plain || (out[i] == '_' && i > 0 && i + 1 < len &&
							  out[i - 1] != '_'));
	}
	free(out);
	return 0;
}
