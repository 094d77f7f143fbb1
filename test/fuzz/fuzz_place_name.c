/*
 * fuzz_place_name.c
 *	  Names of places: never longer than they were, without blanks at their
 *	  ends, and the same when folded again.
 */
#include "fuzz.h"

#include "core/text/place_name.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = unit_exact((const char *) data, size);
	char *out = malloc(size + 1);
	char *again = malloc(size + 1);
	size_t len;

	assert_non_null(out);
	assert_non_null(again);
	len = tg_place_name(text, size, out);
	assert_true(len <= size);
	assert_true(len == 0 || (out[0] != ' ' && out[len - 1] != ' '));
	assert_true(tg_place_name(out, len, again) == len);
	assert_memory_equal(out, again, len);
	free(again);
	free(out);
	free(text);
	return 0;
}
