/*
 * test_csv_shape.c
 *	  How texts are written, where nobody says it.
 */
#include "unit.h"

#include "core/text/csv_shape.h"

typedef struct Row
{
	const char *text;
	TgTextKind is;
	char delimiter;
	char quote;
	unsigned titles;
	bool header;
	bool row_names;
	const char *first; /* what the first record begins with */
} Row;

#define R TG_TEXT_RECORDS

static const Row rows[] = {
	{"", R, 0, '"', 0, false, false, ""},
	{"a\n1\n2\n", R, 0, '"', 0, false, false, "a"},
	{"a,b,c\n1,2,3\n", R, ',', '"', 0, true, false, "a"},
	{"a;b;c\n1,2;2;3\n4,5;6;7\n", R, ';', '"', 0, true, false, "a"},
	{"1,2,3\n4,5,6\n", R, ',', '"', 0, false, false, "1"},
	/* a delimiter within quotes is none */
	{"t;\"\tx\";\"\ty\"\n1;\"\t2\";\"\t3\"\n", R, ';', '"', 0, true, false,
	 "t"},
	{"t,\"a|b\",\"c|d\"\n1,\"2|3\",\"4|5\"\n", R, ',', '"', 0, true, false,
	 "t"},
	/* titles */
	{"Report\nof 2018\n\na,b,c\n1,2,3\n4,5,6\n", R, ',', '"', 3, true, false,
	 "a"},
	{"Report,,\n,,\na,b,c\n1,2,3\n4,5,6\n", R, ',', '"', 2, true, false, "a"},
	{"Report; by me, of 2018\r\na;b;c;d\r\n1;2;3;4\r\n", R, ';', '"', 1, true,
	 false, "a"},
	{"One, two\na,b,c,d,e\n1,2,3,4,5\n4,5,6,7,8\n", R, ',', '"', 1, true,
	 false, "a"},
	/* data without a header, below a title, and as wide as one */
	{"Report\n1,2,3\n4,5,6\n", R, ',', '"', 1, false, false, "1"},
	{"x,,,\n1,2,3,4\n4,5,6,7\n", R, ',', '"', 0, false, false, "x"},
	/* a header with more than half of its names is no title */
	{"a,b,\n1,2,3\n4,5,6\n", R, ',', '"', 0, true, false, "a"},
	/* what is drawn */
	{" a | b | c \n---+---+---\n 1 | 2 | 3\n 4 | 5 | 6\n(2 rows)\n", R, '|',
	 '"', 0, true, false, " a"},
	{"+---+---+\n| a | b |\n+---+---+\n| 1 | 2 |\n| 3 | 4 |\n+---+---+\n", R,
	 '|', '"', 1, true, false, "| a"},
	/* names of rows */
	{"\"a\" \"b\" \"c\" \"d\"\n\"1\" \"2 3\" 4 5 6\n\"2\" \"3 4\" 5 6 7\n", R,
	 ' ', '"', 0, true, true, "\"a\""},
	{"a,b,c\n1,2,3,4\n2,5,6,7\n", R, ',', '"', 0, true, true, "a"},
	{"a,b,c\n1,2,3,4\n5,5,6,7\n", R, ',', '"', 0, false, false, "a"},
	/* a date and its time are two fields, which no name says */
	{"a b c d\n2018-05-28 09:03 1 2 3\n2018-05-29 09:03 1 2 3\n", R, 0, '"', 0,
	 false, false, "a"},
	{"1 2 3 4\n5 6 7 8\n", R, ' ', '"', 0, false, false, "1"},
	{"1 2 3 4\n5 6 7\n", R, 0, '"', 0, false, false, "1"},
	/* quotes */
	{"a,b\n'1','2'\n'3','4, 5'\n", R, ',', '\'', 0, true, false, "a"},
	{"a,b\n'1','it''s'\n'3','4'\n", R, ',', '\'', 0, true, false, "a"},
	{"a,b\n'1','it's'\n'3','4'\n", R, ',', '"', 0, true, false, "a"},
	{"a,b\n'1',it's\n'3',4\n", R, ',', '"', 0, true, false, "a"},
	{"a,b\n'1',\"2\"\n'3',\"4\"\n", R, ',', '"', 0, true, false, "a"},
	{"a,b\n1,'2'\n3,4\n", R, ',', '"', 0, true, false, "a"},
	/* marks of seconds, which end no field, and quotes that end one */
	{"a;b\n16 22'21\"E;x\n16 24'47\"E;y\n", R, ';', TG_NO_QUOTE, 0, true,
	 false, "a"},
	{"a;b\n\"16 22'21\"\"E\";x\n16 24'47\"E;y\n", R, ';', '"', 0, false, false,
	 "a"},
	{"\"5;b\n16 22'21\"E;x\n", R, ';', '"', 0, false, false, "\"5"},
	/* no CSV */
	{"a     b     c\n1     2     3\n4     5     6\n", TG_TEXT_COLUMNS, 0, '"',
	 0, false, false, "a"},
	{"--\n-- dump\nCOPY t (a, b) FROM stdin;\n1\t2\n\\.\n", TG_TEXT_COPY, '\t',
	 '"', 3, false, false, "1"},
	{"CREATE TABLE t (a int);\nINSERT INTO t VALUES (1, 2);\n", TG_TEXT_INSERT,
	 0, 0, 0, false, false, NULL},
};

static void
tables(void **state)
{
	(void) state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
	{
		const Row *row = &rows[i];
		size_t len = strlen(row->text);
		char *copy = unit_exact(row->text, len);
		TgCsvShape shape;

		tg_csv_shape(copy, len, '\0', '\0', &shape);
		if (row->first != NULL &&
			(shape.delimiter != row->delimiter || shape.quote != row->quote ||
			 shape.titles != row->titles || shape.header != row->header ||
			 shape.row_names != row->row_names))
			fail_msg("row %zu: delimiter %c, quote %c, %u titles, header %d, "
					 "row names %d",
					 i, shape.delimiter, shape.quote, shape.titles,
					 shape.header, shape.row_names);
		assert_int_equal(shape.is, row->is);
		if (row->first != NULL)
			assert_memory_equal(copy + shape.start, row->first,
								strlen(row->first));
		free(copy);
	}
}

/* What is said is taken as it is. */
static void
given(void **state)
{
	static const char text[] = "a;b;c\n1;2,5;'3'\n4;5,5;'6'\n";
	static const char quoted[] = "a\n'1,2'\n'3,4'\n";
	TgCsvShape shape;

	(void) state;
	tg_csv_shape(text, strlen(text), ',', '\0', &shape);
	assert_int_equal(shape.delimiter, ',');
	tg_csv_shape(text, strlen(text), '\0', '"', &shape);
	assert_int_equal(shape.delimiter, ';');
	assert_int_equal(shape.quote, '"');
	tg_csv_shape(text, strlen(text), ';', '\0', &shape);
	assert_int_equal(shape.quote, '\'');
	/* even if it does not occur, and each record is one field */
	tg_csv_shape(quoted, strlen(quoted), ';', '\0', &shape);
	assert_int_equal(shape.quote, '\'');
}

/* No text is too odd: nothing is read beyond its end. */
static void
random_texts(void **state)
{
	uint64_t random = unit_seed();

	(void) state;
	for (int round = 0; round < 20000; round++)
	{
		static const char bytes[] = "a1,;\t|'\"\n\r -+.";
		char text[400];
		size_t len = (size_t) unit_range(&random, 0, sizeof text);
		TgCsvShape shape;
		char *copy;

		for (size_t i = 0; i < len; i++)
			text[i] = bytes[unit_range(&random, 0, sizeof bytes - 2)];
		copy = unit_exact(text, len);
		tg_csv_shape(copy, len, '\0', '\0', &shape);
		assert_true(shape.start <= len);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),
		cmocka_unit_test(given),
		cmocka_unit_test(random_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
