/*
 * fuzz_json_path.c
 *	  Values of JSON by their paths: the first line is the path.  What is
 *	  found lies within the text, well formed or not.
 */
#include "fuzz.h"

#include "core/text/json_path.h"
#include "core/text/text.h"

/* Never longer than it was, and as well formed as it was. */
static void
check_unescape(const char *text, size_t len)
{
	char *out = malloc(len + 1);
	size_t out_len = 0;

	assert_non_null(out);
	if (tg_json_unescape(text, len, out, &out_len) == TG_OK)
	{
		assert_true(out_len <= len);
		if (tg_utf8_valid(text, len))
			assert_true(tg_utf8_valid(out, out_len));
		if (len == 0 || memchr(text, '\\', len) == NULL)
			assert_true(out_len == len);
	}
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzInput input = {data, size};
	size_t path_len;
	const char *path = fuzz_line(&input, &path_len);
	const char *json = (const char *) input.at;
	size_t len = 0;
	const char *found = tg_json_find(json, input.left, path, path_len, &len);

	assert_true(tg_json_depth(json, input.left) <= input.left);
	check_unescape(json, input.left);
	if (found == NULL)
		return 0;
	assert_true(found >= json && len <= input.left &&
				found + len <= json + input.left);
	assert_true(tg_json_depth(found, len) <= input.left);
	if (len >= 2 && found[0] == '"' && found[len - 1] == '"')
		check_unescape(found + 1, len - 2);
	return 0;
}
