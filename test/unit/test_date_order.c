/*
 * test_date_order.c
 *	  Which number of dates is the day, and a column of CSV in pieces.
 */
#include "unit.h"

#include "core/text/csv_column.h"
#include "core/text/date_order.h"

static TgDateOrders
orders_of(const char *dates)
{
	TgDateOrders orders;

	tg_date_orders_begin(&orders);
	while (*dates != '\0')
	{
		size_t len = strcspn(dates, "|");
		char *bytes = unit_exact(dates, len);

		tg_date_orders_add(&orders, bytes, len);
		free(bytes);
		dates += len + (dates[len] == '|');
	}
	return orders;
}

/* What dates come to: p and the order if proven, l if likely, x if mixed. */
static const char *
verdict(const char *dates)
{
	static const char names[TG_DATE_ORDERS] = {'D', 'M', 'Y'};
	static char out[3];
	TgDateOrders orders = orders_of(dates);
	TgDateOrder order;

	memset(out, 0, sizeof out);
	if (tg_date_orders_mixed(&orders))
		return "x";
	if (tg_date_orders_proven(&orders, &order))
		out[0] = 'p';
	else if (tg_date_orders_likely(&orders, &order))
		out[0] = 'l';
	else
		return "?";
	out[1] = names[order];
	return out;
}

static void
test_broken(void **state)
{
	static const struct
	{
		const char *dates;
		bool broken;
	} cases[] = {
		{"06/10/2024|06/11/2024|06/12/2024|13/06/2024|14/06/2024", true},
		{"14/06/2024|13/06/2024|06/12/2024|06/11/2024", true},
		{"10/06/2024|11/06/2024|12/06/2024|13/06/2024|14/06/2024", false},
		{"06/10/2024|02/03/2024|06/12/2024|13/06/2024|14/06/2024", false},
		{"06/10/2024|13/06/2024|14/06/2024", false},
		{"13/06/2024|14/02/2024|15/06/2024|16/06/2024", false},
		{"10/06/2024|11/06/2024|12/06/2024|06/13/2024|06/14/2024", true},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
	{
		TgDateOrders orders = orders_of(cases[i].dates);
		TgDateOrder order;

		assert_true(tg_date_orders_proven(&orders, &order));
		assert_int_equal(tg_date_orders_broken(&orders, order),
						 cases[i].broken);
	}
}

static void
test_by_dots(void **state)
{
	(void) state;
	for (int i = 0; i < 2; i++)
	{
		/* a blank and a time do not matter */
		TgDateOrders dots =
			orders_of(i == 0 ? "04.03.2024|5.3.2024|x" : "04.03.2024 8:15");

		assert_true(tg_date_orders_by_dots(&dots));
	}
	for (int i = 0; i < 4; i++)
	{
		static const char *const others[] = {"04.03.2024|03/04/2024",
											 "04.03.24", "04.13.2024", "x"};
		TgDateOrders orders = orders_of(others[i]);

		assert_false(tg_date_orders_by_dots(&orders));
	}
}

static void
test_verdicts(void **state)
{
	static const char *const cases[][2] = {
		{"", "?"},
		{"10/01/2016", "?"},
		{"10/01/2016|13/01/2016", "pD"},
		{"10/01/2016 08:00|01/13/2016 09:00", "pM"},
		{"13/01/2016|01/13/2016", "x"},
		/* what is no date in any order, or none at all, says nothing */
		{"13/13/2016|start|2016-05-28|1/2/3|12/3-2016|5.6.12345", "?"},
		{"\"28.05.2018\"", "pD"},
		/* two digits of a year can come first */
		{"16-01-10", "?"},
		{"16-01-10|16-01-31", "?"},
		{"16-01-10|32-01-10", "pY"},
		{"28.05.18", "?"},
		{"28.05.18|31.05.32", "pD"},
		{"05/28/18", "pM"},
		/* day by day, where another order goes month by month */
		{"01/10/2016|02/10/2016|03/10/2016", "lD"},
		{"10/01/2016|10/02/2016|10/03/2016", "lM"},
		{"03/10/2016|02/10/2016|01/10/2016", "lD"},
		{"01/10/2016|01/10/2016|02/10/2016", "?"},
		/* one way, where another order goes to and fro */
		{"11/01/2016|01/02/2016|10/02/2016|02/03/2016", "lD"},
		{"01/11/2016|02/01/2016|02/10/2016|03/02/2016", "lM"},
		/* neither */
		{"01/02/2016|02/01/2016|01/02/2016", "?"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (strcmp(verdict(cases[i][0]), cases[i][1]) != 0)
			fail_msg("%s: %s, not %s", cases[i][0], verdict(cases[i][0]),
					 cases[i][1]);
}

/* The fields of a column, '^' after each, in pieces of a size. */
static const char *
column_of(const char *csv, uint32_t wanted, size_t piece)
{
	static char out[1024];
	size_t len = strlen(csv);
	size_t written = 0;
	TgCsvColumn column;

	tg_csv_column_begin(&column, wanted, ',', '"', '"');
	for (size_t at = 0; at < len;)
	{
		size_t size = len - at < piece ? len - at : piece;
		char *bytes = unit_exact(csv + at, size);
		size_t used;

		if (tg_csv_column_next(&column, bytes, size, &used))
		{
			memcpy(out + written, column.bytes, column.len);
			written += column.len;
			out[written++] = '^';
		}
		assert_true(used > 0 && used <= size);
		at += used;
		free(bytes);
	}
	out[written] = '\0';
	return out;
}

static void
test_columns(void **state)
{
	static const struct
	{
		const char *csv;
		uint32_t wanted;
		const char *fields;
	} cases[] = {
		{"a,b,c\nd,e,f\n", 1, "b^e^"},
		{"a,b,c\r\nd,e,f\r\n", 0, "a^d^"},
		{"a,b,c\nd,e,f\n", 2, "c^f^"},
		{"a,\"b,\nx\",c\nd,\"e\"\"e\",f\n", 1, "b,\nx^ee^"},
		{"a\nb,c\n,,\n\n", 1, "c^"},
		/* no line's end, no field */
		{"a,b\nc,d", 1, "b^"},
		{"\"a\",b\n\"c\",d\n", 0, "a^c^"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t piece = 1; piece < 20; piece++)
			assert_string_equal(
				column_of(cases[i].csv, cases[i].wanted, piece),
				cases[i].fields);
}

static void
test_long_field(void **state)
{
	char csv[300];

	(void) state;
	memset(csv, 'x', sizeof csv);
	csv[sizeof csv - 2] = '\n';
	csv[sizeof csv - 1] = '\0';
	assert_int_equal(strlen(column_of(csv, 0, 7)), TG_CSV_COLUMN_MOST + 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),   cmocka_unit_test(test_broken),
		cmocka_unit_test(test_by_dots),	   cmocka_unit_test(test_columns),
		cmocka_unit_test(test_long_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
