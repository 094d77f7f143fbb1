/*
 * fuzz_json_records.c
 *	  Ends of JSON records: the first byte says how large pieces are; read in
 *	  one piece and in many, the records are the same.
 */
#include "fuzz.h"

#include "core/text/json_records.h"

/* A hash of where each record begins and ends. */
static uint64_t
find_records(const char *text, size_t len, size_t piece,
			 const TgJsonShape *shape)
{
	TgJsonRecords r;
	uint64_t hash = 1;
	uint64_t before = 0;
	size_t at = 0;

	tg_json_records_begin(&r, shape);
	while (at < len)
	{
		size_t given = len - at < piece ? len - at : piece;
		char *copy = unit_exact(text + at, given);
		size_t done = 0;

		while (done < given)
		{
			size_t used;
			uint64_t kept = r.keep;
			bool found =
				tg_json_records_next(&r, copy + done, given - done, &used);

			assert_true(used <= given - done);
			assert_true(found || used == given - done);
			done += used;
			assert_true(r.offset == at + done);
			if (!found)
				continue;
			assert_true(kept <= r.first || r.first >= at);
			assert_true(before <= r.first && r.first < r.end &&
						r.end <= r.offset);
			before = r.end;
			hash = (hash ^ r.first) * UINT64_C(0x100000001B3);
			hash = (hash ^ r.end) * UINT64_C(0x100000001B3);
		}
		free(copy);
		at += given;
		assert_true(r.keep <= r.offset);
	}
	if (tg_json_records_end(&r))
	{
		assert_true(before <= r.first && r.first < r.end && r.end <= len);
		hash = (hash ^ r.first) * UINT64_C(0x100000001B3);
		hash = (hash ^ r.end) * UINT64_C(0x100000001B3);
	}
	return hash;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data + 1;
	TgJsonLooks looks;
	char *exact;

	if (size < 1)
		return 0;
	exact = unit_exact(text, size - 1);
	tg_json_looks(exact, size - 1, &looks);
	for (int i = -1; i < looks.count; i++)
	{
		const TgJsonShape *shape = i < 0 ? NULL : &looks.look[i].shape;

		assert_true(
			find_records(text, size - 1, size, shape) ==
			find_records(text, size - 1, 1 + (size_t) (data[0] & 15), shape));
	}
	free(exact);
	return 0;
}
