/*
 * test_column_type.c
 *	  Which type a column of texts has.
 */
#include "unit.h"

#include "core/text/column_type.h"

static TgColumnFound
found_of(const char *values, const TgDateFormat *format)
{
	TgColumnFit fit;
	TgColumnFound found;

	tg_column_begin(&fit, format);
	for (;;)
	{
		size_t len = strcspn(values, "|");
		char *bytes = unit_exact(values, len);

		if (len > 0 && bytes[0] == '"')
			tg_column_add_string(&fit, bytes + 1, len - 1);
		else if (len > 0 && bytes[0] == '{')
			tg_column_add_nested(&fit, bytes[len - 1] == '}');
		else
			tg_column_add(&fit, bytes, len);
		free(bytes);
		if (values[len] == '\0')
			break;
		values += len + 1;
	}
	tg_column_find(&fit, &found);
	return found;
}

/* The type; with a format of dates, or what is open or proven, behind it. */
static const char *
verdict(const char *values, const char *template)
{
	static char out[128];
	TgDateFormat format;
	TgColumnFound found;

	if (template != NULL)
		assert_int_equal(
			tg_date_format_compile(template, strlen(template), &format),
			TG_OK);
	found = found_of(values, template == NULL ? NULL : &format);
	snprintf(out, sizeof out, "%s%s%s%s%s%s%s%s%s%s",
			 tg_column_type_name(found.type),
			 found.date_format[0] != '\0' ? " " : "", found.date_format,
			 found.open_order ? " order?" : "",
			 found.decimal_comma ? " comma" : "",
			 found.open_comma ? " comma?" : "", found.by_dots ? " dots" : "",
			 found.by_days ? " days" : "", found.turned ? " turned" : "",
			 found.thousands ? " thousands?" : "");
	return out;
}

static void
test_types(void **state)
{
	static const char *const cases[][2] = {
		/* nothing is known of nothing */
		{"", "text"},
		{"| |", "text"},
		/* words for true and false, of one pair */
		{"true|false||TRUE", "boolean"},
		{"true", "boolean"},
		{"t|f", "boolean"},
		{"yes|No", "boolean"},
		{"on|off", "boolean"},
		{"no", "text"},
		{"T", "text"},
		{"yes|false", "text"},
		{"yes|no|maybe", "text"},
		{"0|1", "bigint"},
		{"true|1", "text"},
		{"tru|fals", "text"},
		/* whole numbers */
		{"0|-1|42| 7 ", "bigint"},
		{"9223372036854775807|-9223372036854775808", "bigint"},
		{"9223372036854775808", "numeric"},
		{"-9223372036854775809", "numeric"},
		{"1546333200", "bigint"},
		{"007", "text"},
		{"+5", "text"},
		{"-0", "text"},
		{"1 000", "text thousands?"},
		{"0x10", "text"},
		{"1_000", "text"},
		{"5|five", "text"},
		/* numbers, as they are printed */
		{"1.50|2", "numeric"},
		{"-0.5", "numeric"},
		{"0.00", "numeric"},
		{"-0.0", "text"},
		{".5", "text"},
		{"5.", "text"},
		{"1e5", "text"},
		{"00.5", "text"},
		{"NaN", "text"},
		{"Infinity", "text"},
		{"1.2.3", "text"},
		/* commas */
		{"1,5|20", "numeric comma"},
		{"0,125", "numeric comma"},
		{"1234,567", "numeric comma"},
		{"1,234", "text comma?"},
		{"1,234|5,67", "numeric comma"},
		{"1.021,50|12,25|7", "numeric comma"},
		{"1.021,50|1.021|1.234.567", "numeric comma"},
		{"1.234.567|12,5", "numeric comma"},
		{"12,5|1.021", "text comma?"},
		{"1.021,5|1.5", "text thousands?"},
		{"192.168.100.101", "text thousands?"},
		{"1,021.50|12.5", "text thousands?"},
		{"1'021.50|12.5", "text thousands?"},
		{"1 021,50|-12", "text thousands?"},
		{"1\xC2\xA0"
		 "021,50",
		 "text thousands?"},
		{"1,021.50|x", "text"},
		{"1.021|2.5", "numeric"},
		{"0.125|1.021", "numeric"},
		{"1,5|1.5", "text"},
		{"1.021,5", "numeric comma"},
		{"1,5|01,5", "text"},
		/* dates before times before instants */
		{"2024-02-29", "date"},
		{"2023-02-29", "text"},
		{"0000-01-01", "text"},
		{"2024-5-1|2024-05-01", "date"},
		{"2024-05-01 10:00|2024-05-01T10:00:30.125", "timestamp"},
		{"2024-05-01 00:00:00", "timestamp"},
		{"2024-05-01 9:00", "timestamp"},
		{"2024-05-01 10:00:00.1234567", "text"},
		{"2024-05-01 10:00:00.1234560", "timestamp"},
		{"2024-05-01 24:00", "text"},
		{"2024-05-01 23:59:60", "text"},
		{"2024-05-01 10", "text"},
		{"2024-05-01  10:00", "text"},
		{"2024-05-01|2024-05-01 10:00", "text"},
		{"2024-05-01T10:00:00Z|2024-05-01 10:00:00+02:00", "timestamptz"},
		{"2024-05-01 10:00+0530", "timestamptz"},
		{"2024-05-01 10:00-03", "timestamptz"},
		{"2024-05-01 10:00+99", "text"},
		{"2024-05-01 10:00 CEST", "text"},
		{"2024-05-01 10:00|2024-05-01 10:00Z", "text"},
		{"infinity", "text"},
		{"now", "text"},
		/* the day or the month first */
		{"31/12/2024|01/02/2024", "date DD/MM/YYYY"},
		{"12/31/2024|1/2/2024", "date MM/DD/YYYY"},
		{"01/02/2024", "text order?"},
		{"31/12/2024|12/31/2024", "text"},
		{"31.12.2024 23:59", "timestamp DD.MM.YYYY HH24:MI:SS"},
		{"12/31/2024 11:59:00 PM", "timestamp MM/DD/YYYY HH12:MI:SS AM"},
		{"12/31/2024 13:59:00 PM", "text"},
		{"31.12.2024|31.12.2024 10:00", "text"},
		{"31.12.2024|31/12/2024", "text"},
		{"2024/12/31", "date YYYY/MM/DD"},
		{"2024/12/31 10:00", "timestamp YYYY/MM/DD HH24:MI:SS"},
		{"31-12-2024", "date DD-MM-YYYY"},
		{"31/12/24", "text"},
		{"31/12/2024 10:00Z", "text"},
		{"1.2.2024", "date DD.MM.YYYY dots"},
		{"1.2.2024 08:15", "timestamp DD.MM.YYYY HH24:MI:SS dots"},
		{"1.2.2024|1.13.2024", "date MM.DD.YYYY"},
		{"01/02/2024|02/02/2024|03/02/2024", "date DD/MM/YYYY days"},
		{"01/13/2024|01/10/2024|01/09/2024|01/11/2024", "date MM/DD/YYYY"},
		{"192.168.1.1", "text"},
		/* UUIDs */
		{"11551203-2950-4157-B927-4488468B7086", "uuid"},
		{"11551203-2950-4157-b927-4488468b708", "text"},
		{"11551203-2950-4157-b927-4488468b708g", "text"},
		{"115512032950-4157-b927-4488468b7086--", "text"},
		{"{11551203-2950-4157-b927-4488468b7086", "text"},
		/* what is nested */
		{"{}|{}", "jsonb"},
		{"{}|{", "text"},
		{"{}|5", "text"},
		{"5|{}", "text"},
		/* strings of JSON are not numbers */
		{"\"5", "text"},
		{"\"true|true", "text"},
		{"\"1,5", "text"},
		{"\"|5", "bigint"},
		{"\"2024-05-01", "date"},
		/* words for nothing are words */
		{"5|NULL", "text"},
		{"5|NA", "text"},
		{"5|-", "text"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (strcmp(verdict(cases[i][0], NULL), cases[i][1]) != 0)
			fail_msg("%s is %s, not %s", cases[i][0],
					 verdict(cases[i][0], NULL), cases[i][1]);
}

static void
test_formats(void **state)
{
	static const char *const cases[][3] = {
		{"01/02/2024", "DD/MM/YYYY", "date"},
		{"01/02/24", "DD/MM/YY", "date"},
		{"20240501", "YYYYMMDD", "date"},
		{"10000101", "YYYYMMDD", "bigint"},
		{"2024-05-01", "DD/MM/YYYY", "text"},
		{"5", "DD/MM/YYYY", "bigint"},
		{"01/02/2024 10:00", "DD/MM/YYYY HH24:MI", "timestamp"},
		{"01/02/2024 10:00 Z", "DD/MM/YYYY HH24:MI TZ", "timestamptz"},
		{"01/02/2024 10:00 CEST", "DD/MM/YYYY HH24:MI TZ", "text"},
		{"01/02/2024|x", "DD/MM/YYYY", "text"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (strcmp(verdict(cases[i][0], cases[i][1]), cases[i][2]) != 0)
			fail_msg("%s by %s is %s, not %s", cases[i][0], cases[i][1],
					 verdict(cases[i][0], cases[i][1]), cases[i][2]);
}

/* A text of characters that mean something here. */
static size_t
random_text(uint64_t *seed, char *out)
{
	static const char some[] = "0123456789012--//..:: TZ+,eyntf";
	size_t len = (size_t) unit_range(seed, 1, 12);

	for (size_t i = 0; i < len; i++)
		out[i] = some[unit_range(seed, 0, (int64_t) sizeof some - 2)];
	out[len] = '\0';
	return len;
}

/*
 * What is found of a column holds of each value alone, and a later value only
 * takes types away: so a column of one value says what the value may be.
 */
static void
test_random(void **state)
{
	uint64_t seed = unit_seed();

	(void) state;
	for (int round = 0; round < 200000; round++)
	{
		char text[16];
		size_t len = random_text(&seed, text);
		char *bytes = unit_exact(text, len);
		TgColumnFit fit;
		TgColumnFound found;
		TgDateFormat format;
		int64_t out;
		TgClock clock;

		tg_column_begin(&fit, NULL);
		tg_column_add(&fit, bytes, len);
		tg_column_find(&fit, &found);
		if (found.date_format[0] != '\0')
		{
			assert_int_equal(tg_date_format_compile(found.date_format,
													strlen(found.date_format),
													&format),
							 TG_OK);
			assert_int_equal(
				tg_date_format_parse(&format, bytes, len, &out, &clock),
				TG_OK);
			assert_int_equal(clock, TG_CLOCK_LOCAL);
		}
		if (found.type == TG_COLUMN_BIGINT)
		{
			char printed[32];
			const char *trimmed = text + strspn(text, " ");

			snprintf(printed, sizeof printed, "%lld", atoll(trimmed));
			assert_int_equal(strncmp(trimmed, printed, strlen(printed)), 0);
			assert_int_equal(strspn(trimmed + strlen(printed), " "),
							 strlen(trimmed) - strlen(printed));
		}
		tg_column_add(&fit, "~", 1);
		tg_column_find(&fit, &found);
		assert_int_equal(found.type, TG_COLUMN_TEXT);
		assert_false(found.open_order || found.open_comma);
		free(bytes);
	}
}

/* A date of any form that is found is read by the template that is found. */
static void
test_dates(void **state)
{
	static const char *const clocks[] = {"", " %02d:%02d", " %d:%02d:07",
										 " %d:%02d:07.25 am"};
	uint64_t seed = unit_seed();

	(void) state;
	for (int round = 0; round < 50000; round++)
	{
		char text[64];
		int day = (int) unit_range(&seed, 13, 31);
		int month = (int) unit_range(&seed, 1, 12);
		int year = (int) unit_range(&seed, 1, 9999);
		char mark = "/.-"[unit_range(&seed, 0, 2)];
		bool day_first = unit_range(&seed, 0, 1) == 1;
		int len = snprintf(text, sizeof text, "%d%c%d%c%04d",
						   day_first ? day : month, mark,
						   day_first ? month : day, mark, year);
		TgColumnFit fit;
		TgColumnFound found;
		TgDateFormat format;
		int64_t out;
		TgClock clock;

		len += snprintf(text + len, sizeof text - (size_t) len,
						clocks[unit_range(&seed, 0, 3)],
						(int) unit_range(&seed, 1, 12),
						(int) unit_range(&seed, 0, 59));
		tg_column_begin(&fit, NULL);
		tg_column_add(&fit, text, (size_t) len);
		tg_column_find(&fit, &found);
		if (found.type == TG_COLUMN_TEXT)
			continue; /* no such day */
		assert_int_equal(tg_date_format_compile(found.date_format,
												strlen(found.date_format),
												&format),
						 TG_OK);
		assert_int_equal(
			tg_date_format_parse(&format, text, (size_t) len, &out, &clock),
			TG_OK);
		assert_int_equal(clock, TG_CLOCK_LOCAL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
