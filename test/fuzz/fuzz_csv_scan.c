/*
 * fuzz_csv_scan.c
 *	  Ends of CSV records: the first byte says quote, escape and the size of
 *	  the pieces; the rest is read in one piece and in many, with equal ends.
 */
#include "fuzz.h"

#include "core/text/csv_scan.h"

typedef struct Ends
{
	uint64_t hash; /* of all ends */
	TgCsvStop stop;
	TgCsvScan scan;
} Ends;

/* Stop at each record's end, taking up to so many bytes at a time. */
static void
find_ends(const char *text, size_t len, char quote, char escape, size_t piece,
		  Ends *ends)
{
	size_t at = 0;
	uint64_t last = 0;

	memset(ends, 0, sizeof *ends);
	tg_csv_begin(&ends->scan, quote, escape, 0);
	while (at < len)
	{
		size_t given = len - at < piece ? len - at : piece;
		char *copy = unit_exact(text + at, given);
		size_t used;

		ends->stop = tg_csv_pass(&ends->scan, copy, given, last + 1, &used);
		free(copy);
		assert_true(used <= given);
		at += used;
		if (ends->stop == TG_CSV_CUT)
		{
			assert_true(ends->scan.record_start > last);
			assert_true(ends->scan.record_start <= at);
			last = ends->scan.record_start;
			ends->hash = (ends->hash ^ last) * UINT64_C(0x100000001B3);
		}
		else if (ends->stop != TG_CSV_MORE)
			return;
		else
			assert_true(used == given);
		assert_true(ends->scan.offset == at);
	}
	ends->stop = tg_csv_finish(&ends->scan);
	if (ends->stop == TG_CSV_CUT)
		assert_true(ends->scan.record_start == len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char quotes[] = "\"\"'x";
	static const char escapes[] = "\"\\'\\";
	const char *text = (const char *) data + 1;
	Ends whole;
	Ends pieces;
	size_t piece;

	if (size < 1)
		return 0;
	piece = 1 + (data[0] >> 4);
	find_ends(text, size - 1, quotes[data[0] & 3], escapes[data[0] >> 2 & 3],
			  size, &whole);
	find_ends(text, size - 1, quotes[data[0] & 3], escapes[data[0] >> 2 & 3],
			  piece, &pieces);
	assert_int_equal(whole.stop, pieces.stop);
	assert_true(whole.hash == pieces.hash);
	if (whole.stop != TG_CSV_MORE && whole.stop != TG_CSV_CUT)
		return 0;
	assert_true(whole.scan.records == pieces.scan.records);
	assert_true(whole.scan.longest == pieces.scan.longest);
	assert_true(whole.scan.eol == pieces.scan.eol);
	return 0;
}
