/*
 * test_csv_scan.c
 *	  Ends of records against a reader that goes byte by byte, as the server's
 *	  does.
 */
#include "unit.h"

#include "core/text/csv_scan.h"

#define MAX_RECORDS 16384

/* What a file holds, by the naive reader. */
typedef struct Naive
{
	size_t ends[MAX_RECORDS];	 /* of all lines, empty ones too */
	size_t numbers[MAX_RECORDS]; /* of records so far, at each of these */
	size_t count;
	size_t longest;
	TgCsvStop stop;
} Naive;

static void
naive_end(Naive *naive, size_t start, size_t end, size_t eol)
{
	size_t number = naive->count > 0 ? naive->numbers[naive->count - 1] : 0;
	size_t len = end - start - eol;

	assert_true(naive->count < MAX_RECORDS);
	naive->ends[naive->count] = end;
	naive->numbers[naive->count++] = number + (len > 0);
	if (len > naive->longest)
		naive->longest = len;
}

/*
 * The rules of CopyReadLineText, over all the bytes at once; but LF and CRLF
 * are the same.
 */
static void
naive_read(Naive *naive, const char *bytes, size_t len, char quote,
		   char escape)
{
	TgEol eol = TG_EOL_UNKNOWN;
	size_t i = 0;

	memset(naive, 0, sizeof *naive);
	if (escape == quote)
		escape = '\0';
	while (i < len)
	{
		size_t start = i;
		bool in_quote = false;
		bool last_was_escape = false;
		bool ended = false;

		while (i < len && !ended)
		{
			char c = bytes[i++];

			if (in_quote && escape != '\0' && c == escape)
				last_was_escape = !last_was_escape;
			if (c == quote && !last_was_escape)
				in_quote = !in_quote;
			if (c != escape)
				last_was_escape = false;
			if (in_quote)
				continue;
			if (c == '\r' && eol != TG_EOL_CR)
			{
				bool lf = i < len && bytes[i] == '\n';

				if (!lf && eol != TG_EOL_UNKNOWN)
				{
					naive->stop = TG_CSV_BARE_CR;
					return;
				}
				i += lf;
				eol = lf ? TG_EOL_CRLF : TG_EOL_CR;
				naive_end(naive, start, i, lf ? 2 : 1);
				ended = true;
			}
			else if (c == '\r')
			{
				naive_end(naive, start, i, 1);
				ended = true;
			}
			else if (c == '\n')
			{
				if (eol == TG_EOL_CR)
				{
					naive->stop = TG_CSV_BARE_LF;
					return;
				}
				eol = TG_EOL_LF;
				naive_end(naive, start, i, 1);
				ended = true;
			}
		}
		if (!ended && in_quote)
		{
			naive->stop = TG_CSV_OPEN_QUOTE;
			return;
		}
		if (!ended)
			naive_end(naive, start, len, 0);
	}
	naive->stop = TG_CSV_MORE;
}

static size_t
numbers_at(const Naive *naive, size_t end)
{
	size_t number = 0;

	for (size_t i = 0; i < naive->count && naive->ends[i] <= end; i++)
		number = naive->numbers[i];
	return number;
}

/* The first end at or beyond the cut; SIZE_MAX if there is none. */
static size_t
end_from(const Naive *naive, uint64_t cut)
{
	for (size_t i = 0; i < naive->count; i++)
		if (naive->ends[i] >= cut)
			return naive->ends[i];
	return SIZE_MAX;
}

/* Scan in pieces, with cuts every so many bytes, and compare. */
static void
check(const char *text, size_t len, char quote, char escape, uint64_t *random,
	  size_t pieces, uint64_t step)
{
	static Naive naive;
	TgCsvScan scan;
	size_t at = 0;
	uint64_t cut = step;
	TgCsvStop stop = TG_CSV_MORE;

	naive_read(&naive, text, len, quote, escape);
	tg_csv_begin(&scan, quote, escape, 0);
	while (at < len)
	{
		size_t piece = (size_t) unit_range(random, 1, (int64_t) pieces);
		char *copy;
		size_t used;

		piece = piece < len - at ? piece : len - at;
		copy = unit_exact(text + at, piece);
		stop = tg_csv_pass(&scan, copy, piece, cut, &used);
		free(copy);
		at += used;
		if (stop != TG_CSV_MORE && stop != TG_CSV_CUT)
			break;
		assert_int_equal(scan.offset, at);
		if (stop == TG_CSV_CUT)
		{
			assert_int_equal(scan.record_start, end_from(&naive, cut));
			assert_int_equal(scan.records,
							 numbers_at(&naive, (size_t) scan.record_start));
			cut = scan.record_start + step;
		}
		else
			assert_int_equal(used, piece);
	}
	if (stop == TG_CSV_MORE || stop == TG_CSV_CUT)
	{
		stop = tg_csv_finish(&scan);
		if (stop == TG_CSV_CUT)
		{
			assert_int_equal(scan.record_start, len);
			stop = TG_CSV_MORE;
		}
	}
	assert_int_equal(stop, naive.stop);
	if (stop == TG_CSV_MORE)
	{
		assert_int_equal(scan.record_start, len);
		assert_int_equal(scan.records, numbers_at(&naive, len));
		if (naive.longest > 1025)
			assert_int_equal(scan.longest, naive.longest);
	}
}

static void
tables(void **state)
{
	static const struct
	{
		const char *text;
		size_t records;
		TgCsvStop stop;
	} rows[] = {
		{"", 0, TG_CSV_MORE},
		{"a,b", 1, TG_CSV_MORE},
		{"a,b\n", 1, TG_CSV_MORE},
		{"a,b\n\nc,d\n", 2, TG_CSV_MORE},
		{"\n\n\n", 0, TG_CSV_MORE},
		{"\r\n\r\na\r\n", 1, TG_CSV_MORE},
		{"\r\ra", 1, TG_CSV_MORE},
		{"a\r", 1, TG_CSV_MORE},
		{"a\r\nb\r", 1, TG_CSV_BARE_CR},
		{"a\r\nb\n", 2, TG_CSV_MORE},
		{"a\nb\r\n", 2, TG_CSV_MORE},
		{"a\nb\r\n\r\n\nc\r\n", 3, TG_CSV_MORE},
		{"a\nb\rc\n", 1, TG_CSV_BARE_CR},
		{"a\nb\r", 1, TG_CSV_BARE_CR},
		{"a\rb\n", 1, TG_CSV_BARE_LF},
		{"\"a\nb\",c\nd\n", 2, TG_CSV_MORE},
		{"\"a\"\"\nb\",c\nd\n", 2, TG_CSV_MORE},
		{"\"\"\n\"\"\n", 2, TG_CSV_MORE},
		{"a\"b\nc\"d\ne\n", 2, TG_CSV_MORE},
		{"a\n\"b\nc\n", 1, TG_CSV_OPEN_QUOTE},
		{"a\n\\.\nb\n", 3, TG_CSV_MORE},
	};
	uint64_t random = 1;

	(void) state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
	{
		size_t len = strlen(rows[i].text);
		TgCsvScan scan;
		TgCsvStop stop;
		size_t used;

		tg_csv_begin(&scan, '"', '"', 0);
		stop = tg_csv_pass(&scan, rows[i].text, len, UINT64_MAX, &used);
		if (stop == TG_CSV_MORE)
			stop = tg_csv_finish(&scan);
		if (stop == TG_CSV_CUT)
			stop = TG_CSV_MORE;
		assert_int_equal(stop, rows[i].stop);
		assert_int_equal(scan.records, rows[i].records);
		for (size_t step = 1; step < 5; step++)
			check(rows[i].text, len, '"', '"', &random, 3, step);
	}
}

/* With a backslash, a quote goes on behind an escaped one. */
static void
escapes(void **state)
{
	TgCsvScan scan;
	const char *text = "\"a\\\"\nb\\\\\"\nc\n";
	size_t used;

	(void) state;
	tg_csv_begin(&scan, '"', '\\', 100);
	assert_int_equal(tg_csv_pass(&scan, text, strlen(text), 101, &used),
					 TG_CSV_CUT);
	assert_int_equal(used, 10);
	assert_int_equal(scan.record_start, 110);
}

/*
 * Files of every mix of the bytes that count: mostly regular, so that blocks
 * are passed as such, or not at all.
 */
static void
random_files(void **state)
{
	uint64_t random = unit_seed();

	(void) state;
	for (int round = 0; round < 60000; round++)
	{
		static const char *const eols[] = {"\n", "\r", "\r\n"};
		static const char odd[] = "\"\\\r\n,.'";
		char text[16000];
		size_t len = 0;
		size_t room = (size_t) unit_range(
			&random, 0, unit_range(&random, 0, 7) > 0 ? 1500 : 12000);
		const char *eol = eols[unit_range(&random, 0, 2)];
		int64_t width = unit_range(&random, 1, 200);
		int64_t quotes = unit_range(&random, 0, 3); /* of ten fields */
		int64_t oddity = unit_range(&random, 0, 1)
							 ? unit_range(&random, 10, 400)
							 : 1000000000;
		int64_t others = unit_range(&random, 0, 3) / 3 * 50; /* of 100 ends */
		char quote = unit_range(&random, 0, 9) > 0 ? '"' : '\'';
		char escape = unit_range(&random, 0, 2) > 0 ? quote : '\\';

		while (len < room)
		{
			bool quoted = unit_range(&random, 0, 9) < quotes;
			int64_t letters = unit_range(&random, 0, width);

			if (quoted)
				text[len++] = quote;
			while (letters-- > 0 && len < room)
			{
				text[len++] = unit_range(&random, 0, oddity) == 0
								  ? odd[unit_range(&random, 0, 6)]
								  : (char) unit_range(&random, 'a', 'z');
				if (quoted && unit_range(&random, 0, 20) == 0)
					text[len++] = "\n\r,"[unit_range(&random, 0, 2)];
			}
			if (quoted)
				text[len++] = quote;
			if (unit_range(&random, 0, 1) == 0)
				text[len++] = ',';
			else
			{
				const char *end = eol;

				if (unit_range(&random, 1, 100) <= others)
					end = eols[unit_range(&random, 0, 1) * 2];
				while (*end != '\0')
					text[len++] = *end++;
			}
		}
		check(text, len, quote, escape, &random,
			  (size_t) unit_range(&random, 1, 9000),
			  (uint64_t) unit_range(&random, 1, 9000));
	}
}

/* Nothing is left of mixed ends of lines but LF, in pieces of any size. */
static void
dropped(void **state)
{
	static const char text[] = "a\r\nb\n\"c\r\nd\"\"\r\n\",e\r\n\r\n'\\\r\nf";
	static const char left[] = "a\nb\n\"c\r\nd\"\"\r\n\",e\n\n'\\\nf";

	(void) state;
	for (size_t piece = 1; piece < sizeof text; piece++)
	{
		char bytes[sizeof text];
		TgCsvQuotes quotes;
		size_t len = 0;

		tg_csv_quotes_begin(&quotes, '"', '"');
		for (size_t at = 0; at < sizeof text - 1; at += piece)
		{
			size_t count = sizeof text - 1 - at;

			count = count < piece ? count : piece;
			memcpy(bytes + len, text + at, count);
			len += tg_csv_drop_cr(&quotes, bytes + len, count);
		}
		assert_int_equal(len, sizeof left - 1);
		assert_memory_equal(bytes, left, len);
	}
}

/* The longest record is known, with its number, however it is passed. */
static void
longest(void **state)
{
	char text[4000];
	TgCsvScan scan;
	size_t used;

	(void) state;
	memset(text, 'a', sizeof text);
	for (size_t i = 9; i < sizeof text; i += 10)
		text[i] = '\n';
	memset(text + 500, 'b', 1500);
	tg_csv_begin(&scan, '"', '"', 0);
	assert_int_equal(tg_csv_pass(&scan, text, sizeof text, UINT64_MAX, &used),
					 TG_CSV_MORE);
	assert_int_equal(scan.longest, 1509);
	assert_int_equal(scan.longest_record, 51);
	assert_int_equal(scan.records, 250);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),		cmocka_unit_test(escapes),
		cmocka_unit_test(random_files), cmocka_unit_test(dropped),
		cmocka_unit_test(longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
