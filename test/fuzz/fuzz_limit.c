/*
 * fuzz_limit.c
 *	  Limits of rejects: what is read can be asked.  Two numbers stand before
 *	  the text.
 */
#include "fuzz.h"

#include "core/text/limit.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzInput input = {data, size};
	int64_t rejected;
	int64_t rows;
	TgLimit limit;

	fuzz_take(&input, &rejected, sizeof rejected);
	fuzz_take(&input, &rows, sizeof rows);
	if (!tg_limit_parse((const char *) input.at, input.left, &limit))
		return 0;
	assert_in_range(limit.kind, TG_LIMIT_NONE, TG_LIMIT_AUTO);
	if (limit.kind != TG_LIMIT_NONE)
		assert_true(limit.most >= 0);
	if (limit.kind == TG_LIMIT_SHARE)
		assert_true(limit.most <= TG_SHARE_WHOLE);
	rows &= INT64_MAX;
	rejected = rows > 0 ? (rejected & INT64_MAX) % rows : 0;
	/* a load that has not ended passes no limit that the ended one keeps */
	if (tg_limit_passed(&limit, rejected, rows, false))
		assert_true(tg_limit_passed(&limit, rejected, rows, true));
	assert_false(tg_limit_passed(&limit, 0, rows, true));
	return 0;
}
