/*
 * test_date_format.c
 *	  Departures by template: what compiles, what is read, what is written.
 */
#include "unit.h"

#include "core/text/date_format.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t seed;

static TgStatus
compile(const char *text, TgDateFormat *format)
{
	char *copy = unit_exact(text, strlen(text));
	TgStatus status = tg_date_format_compile(copy, strlen(text), format);

	free(copy);
	return status;
}

static TgStatus
parse(const TgDateFormat *format, const char *text, int64_t *out,
	  TgClock *clock)
{
	size_t len = strlen(text);
	char *copy = unit_exact(text, len);
	TgStatus status;

	*out = -7;
	*clock = (TgClock) 7;
	status = tg_date_format_parse(format, copy, len, out, clock);
	if (status != TG_OK)
	{
		assert_true(*out == -7);
		assert_int_equal(*clock, 7);
	}
	free(copy);
	return status;
}

static void
read_table(void **state)
{
	static const struct
	{
		const char *format;
		const char *text;
		const char *moment; /* as tg_datetime_format writes it */
	} rows[] = {
		{"DD.MM.YYYY HH24:MI", "2.01.2020 09:11", "2020-01-02 09:11:00"},
		{"dd.mm.yyyy hh24:mi", " 28.5.2018 \t9:3 ", "2018-05-28 09:03:00"},
		{"MM/DD/YYYY HH24:MI:SS", "5/28/2018 9:03:40", "2018-05-28 09:03:40"},
		{"MM/DD/YYYY HH24:MI:SS", "5/28/2018 9:03", "2018-05-28 09:03:00"},
		{"MM/DD/YYYY HH24:MI:SS", "05/28/2018 09:03:40.25",
		 "2018-05-28 09:03:40.25"},
		{"DD.MM.YYYY HH24.MI.SS", "28.05.2018 09.03", "2018-05-28 09:03:00"},
		{"YYYY-MM-DD HH24:MI:SS.MS", "2018-05-28 09:03:40.5410",
		 "2018-05-28 09:03:40.541"},
		{"YYYY-MM-DD HH24:MI:SS.US", "2018-05-28 09:03:40",
		 "2018-05-28 09:03:40"},
		{"YYYY-MM-DD HH24:MI:SS", "2018-05-28 09:03:40,9999995",
		 "2018-05-28 09:03:41"},
		{"HH24:MI:SS,DD.MM.YYYY", "09:03:40,28.05.2018",
		 "2018-05-28 09:03:40"},
		{"HH24:MI:SS:MS DD.MM.YYYY", "09:03:40:541 28.05.2018",
		 "2018-05-28 09:03:40.541"},
		{"YYYYMMDDHH24MISS", "20180528090340", "2018-05-28 09:03:40"},
		{"YYYYMMDD", "20180528", "2018-05-28 00:00:00"},
		{"YYMMDD HH24MI", "180528 0903", "2018-05-28 09:03:00"},
		{"MM/DD/YY HH24:MI", "5/28/69 9:03", "2069-05-28 09:03:00"},
		{"MM/DD/YY HH24:MI", "5/28/70 9:03", "1970-05-28 09:03:00"},
		{"MM/DD/YYYY HH12:MI:SS AM", "05/28/2018 12:03:40 AM",
		 "2018-05-28 00:03:40"},
		{"MM/DD/YYYY HH12:MI:SS AM", "05/28/2018 12:03:40 pm",
		 "2018-05-28 12:03:40"},
		{"MM/DD/YYYY HH12:MI:SS PM", "05/28/2018 1:03 p.m.",
		 "2018-05-28 13:03:00"},
		{"MM/DD/YYYY HH:MI am", "05/28/2018 11:59PM", "2018-05-28 23:59:00"},
		{"DD Mon YYYY HH24:MI", "28 May 2018 09:03", "2018-05-28 09:03:00"},
		{"DD Mon YYYY HH24:MI", "28 september 2018 09:03",
		 "2018-09-28 09:03:00"},
		{"DD-MON-YY HH24:MI", "28-SEP-18 09:03", "2018-09-28 09:03:00"},
		{"Day, DD. Month YYYY", "Mon, 28. Sept. 2018", "2018-09-28 00:00:00"},
		{"FMDay DD FMMonth YYYY", "Středa 28 May 2018", "2018-05-28 00:00:00"},
		{"DD. Month YYYY", "3. Juni 2024", "2024-06-03 00:00:00"},
		{"DD. Month YYYY", "3. März 2024", "2024-03-03 00:00:00"},
		{"DD. Month YYYY", "3. MÄRZ 2024", "2024-03-03 00:00:00"},
		{"DD. Month YYYY", "3. Jänner 2024", "2024-01-03 00:00:00"},
		{"Month DD, YYYY", "June 3rd, 2024", "2024-06-03 00:00:00"},
		{"DD. Mon YYYY", "3. Dez. 2024", "2024-12-03 00:00:00"},
		{"DD Month YYYY", "3 août 2024", "2024-08-03 00:00:00"},
		{"DD Month YYYY", "1er févr. 2024", "2024-02-01 00:00:00"},
		{"DD Month YYYY", "3 juil. 2024", "2024-07-03 00:00:00"},
		{"DD Month YYYY", "3 Juin 2024", "2024-06-03 00:00:00"},
		{"DD \"de\" Month \"de\" YYYY", "3 de enero de 2024",
		 "2024-01-03 00:00:00"},
		{"DD \"de\" Month \"de\" YYYY", "3 de março de 2024",
		 "2024-03-03 00:00:00"},
		{"DD Mon YYYY", "3 out 2024", "2024-10-03 00:00:00"},
		{"DD Month YYYY", "3 settembre 2024", "2024-09-03 00:00:00"},
		{"DD Month YYYY", "3 lug 2024", "2024-07-03 00:00:00"},
		{"DD Month YYYY", "3 maart 2024", "2024-03-03 00:00:00"},
		{"DD-Mon-YYYY", "3-mei-2024", "2024-05-03 00:00:00"},
		{"DD Month YYYY", "3rd June 2024", "2024-06-03 00:00:00"},
		{"Month DD, YYYY", "June 3, 2024", "2024-06-03 00:00:00"},
		{"YYYY-MM-DD HH12:MI AM", "2018-05-28 9:03 p. m.",
		 "2018-05-28 21:03:00"},
		{"YYYY-MM-DD HH12:MI AM", "2018-05-28 9:03\xC2\xA0p.\xC2\xA0m.",
		 "2018-05-28 21:03:00"},
		{"YYYY-MM-DD HH12:MI AM", "2018-05-28 9:03\xE2\x80\xAFPM",
		 "2018-05-28 21:03:00"},
		{"YYYY-MM-DD HH12:MI AM", "2018-05-28 9:03 μμ", "2018-05-28 21:03:00"},
		{"YYYY-MM-DD HH12:MI AM", "2018-05-28 9:03 π.μ.",
		 "2018-05-28 09:03:00"},
		{"YYYY/MM/DD AM HH12:MI", "2018/05/28 上午 12:03",
		 "2018-05-28 00:03:00"},
		{"YYYY/MM/DD AM HH12:MI", "2018/05/28 下午 9:03",
		 "2018-05-28 21:03:00"},
		{"YYYY/MM/DD AMHH12:MI", "2018/05/28 午後9:03", "2018-05-28 21:03:00"},
		{"YYYY-MM-DD AM HH12:MI", "2018-05-28 오전 9:03",
		 "2018-05-28 09:03:00"},
		{"YYYY-MM-DD AM HH12:MI", "2018-05-28 오후 9:03",
		 "2018-05-28 21:03:00"},
		{"YYYY-MM-DDTHH24:MI:SS", "2018-05-28t09:03:40",
		 "2018-05-28 09:03:40"},
		{"YYYY\"年\"MM\"月\"DD\"日\" HH24:MI", "2018年5月28日 9:03",
		 "2018-05-28 09:03:00"},
		{"\"at \"HH24:MI, DD.MM.YYYY", "AT 9:03,   28.5.2018",
		 "2018-05-28 09:03:00"},
		{"DD.MM.YYYY HH24:MI", "31.12.2018 24:00", "2019-01-01 00:00:00"},
		{"DD.MM.YYYY HH24:MI:SS", "31.12.2016 23:59:60",
		 "2017-01-01 00:00:00"},
		{"YYYY-MM-DD HH24", "2018-05-28 9", "2018-05-28 09:00:00"},
		{"YYYY Mon DD HH12:MI:SS AM", "2023 May 24 06:32:11 PM",
		 "2023-05-24 18:32:11"},
		{"YYYY-MM-DD MINUTES", "2018-05-28 0", "2018-05-28 00:00:00"},
		{"DD.MM.YYYY minutes", "28.5.2018 543", "2018-05-28 09:03:00"},
		{"YYYYMMDDMINUTES", "201805281439", "2018-05-28 23:59:00"},
		{"SERIAL", "43248", "2018-05-28 00:00:00"},
		{"serial", "43248.37755", "2018-05-28 09:03:40"},
		{"SERIAL", "43248,3775463", "2018-05-28 09:03:40"},
		{"SERIAL", "43248.377546296296", "2018-05-28 09:03:40"},
		{"SERIAL", "43248.37754919", "2018-05-28 09:03:40.25"},
		{"SERIAL", "43248.99999999", "2018-05-28 23:59:59.999"},
		{"SERIAL", "43248.9999999", "2018-05-29 00:00:00"},
		{"SERIAL", "1", "1899-12-31 00:00:00"},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		TgDateFormat format;
		int64_t departure;
		TgClock clock;
		char text[TG_DATETIME_TEXT];

		if (compile(rows[i].format, &format) != TG_OK ||
			parse(&format, rows[i].text, &departure, &clock) != TG_OK)
			fail_msg("%s: \"%s\"", rows[i].format, rows[i].text);
		assert_int_equal(clock, TG_CLOCK_LOCAL);
		tg_datetime_format(departure, text);
		assert_string_equal(text, rows[i].moment);
	}
}

static void
zones(void **state)
{
	static const struct
	{
		const char *format;
		const char *text;
		const char *moment;
	} rows[] = {
		{"DD.MM.YYYY HH24:MI TZ", "28.05.2018 09:03 UTC",
		 "2018-05-28 09:03:00"},
		{"DD.MM.YYYY HH24:MI TZH:TZM", "28.05.2018 09:03+02:00",
		 "2018-05-28 07:03:00"},
		{"YYYY-MM-DD\"T\"HH24:MI:SS.MSZ", "2018-05-28T09:03:40.5Z",
		 "2018-05-28 09:03:40.5"},
		{"MM/DD/YYYY HH24:MIOF", "5/28/2018 9:03-0530", "2018-05-28 14:33:00"},
		{"Dy Mon DD HH24:MI:SS TZ YYYY", "Mon May 28 09:03:40 GMT+02:00 2018",
		 "2018-05-28 07:03:40"},
		{"Dy Mon DD HH24:MI:SS TZ YYYY", "Mon May 28 09:03:40 +0000 2018",
		 "2018-05-28 09:03:40"},
		{"Dy Mon DD YYYY HH24:MI:SS TZ",
		 "Mon May 28 2018 09:03:40 GMT+0200 (CEST)", "2018-05-28 07:03:40"},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		TgDateFormat format;
		int64_t departure;
		TgClock clock;
		char text[TG_DATETIME_TEXT];

		if (compile(rows[i].format, &format) != TG_OK ||
			parse(&format, rows[i].text, &departure, &clock) != TG_OK)
			fail_msg("%s: \"%s\"", rows[i].format, rows[i].text);
		assert_int_equal(clock, TG_CLOCK_INSTANT);
		assert_true(tg_date_format_has_zone(&format));
		tg_datetime_format(departure, text);
		assert_string_equal(text, rows[i].moment);
	}
}

/* A zone within the text whose name is left to others. */
static void
named_zone(void **state)
{
	TgDateFormat format;
	int64_t departure;
	TgClock clock;
	char text[TG_DATETIME_TEXT];

	(void) state;
	assert_int_equal(compile("Dy Mon DD HH24:MI:SS TZ YYYY", &format), TG_OK);
	assert_int_equal(
		parse(&format, "Mon May 28 09:03:40 CEST 2018", &departure, &clock),
		TG_OK);
	assert_int_equal(clock, TG_CLOCK_NAMED);
	tg_datetime_format(departure, text);
	assert_string_equal(text, "2018-05-28 09:03:40");
}

static void
refused_texts(void **state)
{
	static const struct
	{
		const char *format;
		const char *text;
		TgStatus status;
	} rows[] = {
		{"DD.MM.YYYY HH24:MI", "", TG_MISSING},
		{"DD.MM.YYYY HH24:MI", " \t", TG_MISSING},
		{"DD.MM.YYYY HH24:MI", "28.05.2018", TG_BAD_DATETIME},
		{"DD.MM.YYYY HH24:MI", "28.05.201809:03", TG_BAD_DATETIME},
		{"DD.MM.YYYY HH24:MI", "28.05.18 09:03", TG_BAD_DATETIME},
		{"DD.MM.YYYY HH24:MI", "028.05.2018 09:03", TG_BAD_DATETIME},
		{"DD.MM.YYYY HH24:MI", "28.05.2018 09:03:40", TG_BAD_DATETIME},
		{"DD.MM.YYYY HH24:MI", "28.05.2018 09:03 ?", TG_BAD_DATETIME},
		{"DD.MM.YYYY HH24:MI", "28.05.2018 09:", TG_BAD_DATETIME},
		{"DD.MM.YYYY HH24:MI", "2018-05-28 09:03", TG_BAD_DATETIME},
		{"DD.MM.YYYY HH24:MI", "28.13.2018 09:03", TG_NO_SUCH_DATETIME},
		{"DD.MM.YYYY HH24:MI", "29.02.2018 09:03", TG_NO_SUCH_DATETIME},
		{"DD.MM.YYYY HH24:MI", "28.05.2018 24:01", TG_NO_SUCH_DATETIME},
		{"DD.MM.YYYY HH24:MI", "28.05.2018 09:60", TG_NO_SUCH_DATETIME},
		{"DD.MM.YYYY HH24:MI", "28.05.0000 09:00", TG_NO_SUCH_DATETIME},
		{"YYYYMMDDHH24MI", "2018528903", TG_BAD_DATETIME},
		{"MM/DD/YYYY HH12:MI AM", "5/28/2018 0:03 AM", TG_NO_SUCH_DATETIME},
		{"MM/DD/YYYY HH12:MI AM", "5/28/2018 13:03 AM", TG_NO_SUCH_DATETIME},
		{"MM/DD/YYYY HH12:MI AM", "5/28/2018 1:03", TG_BAD_DATETIME},
		{"MM/DD/YYYY HH12:MI AM", "5/28/2018 1:03 A", TG_BAD_DATETIME},
		{"DD Mon YYYY", "28 Maja 2018", TG_BAD_DATETIME},
		{"DD Mon YYYY", "28 jui 2018", TG_BAD_DATETIME},
		{"DD Mon YYYY", "28 Ma 2018", TG_BAD_DATETIME},
		{"DD Mon YYYY", "28 2018", TG_BAD_DATETIME},
		{"DD.MM.YYYY HH24:MI:SS", "28.05.2018 09:03:", TG_BAD_DATETIME},
		{"DD.MM.YYYY HH24:MI:SS", "28.05.2018 09:03:40.", TG_BAD_DATETIME},
		{"DD.MM.YYYY HH24:MI TZ", "28.05.2018 09:03", TG_BAD_DATETIME},
		{"DD.MM.YYYY HH24:MI TZ", "28.05.2018 09:03 CETA", TG_BAD_DATETIME},
		{"YYYY-MM-DD MINUTES", "2018-05-28 1441", TG_NO_SUCH_DATETIME},
		{"YYYY-MM-DD MINUTES", "2018-05-28 00543", TG_BAD_DATETIME},
		{"YYYY-MM-DD MINUTES", "2018-05-28 9:03", TG_BAD_DATETIME},
		{"YYYY-MM-DD MINUTES", "2018-05-28 -3", TG_BAD_DATETIME},
		{"SERIAL", "43248,", TG_BAD_DATETIME},
		{"SERIAL", ".5", TG_BAD_DATETIME},
		{"SERIAL", "-43248.5", TG_BAD_DATETIME},
		{"SERIAL", "43248.5.5", TG_BAD_DATETIME},
		{"SERIAL", "43248123.5", TG_BAD_DATETIME},
		{"SERIAL", "0.5", TG_NO_SUCH_DATETIME},
		{"SERIAL", "2958466", TG_NO_SUCH_DATETIME},
		{"DD.MM.YYYY HH24:MI TZ", "28.05.2018 09:03+16", TG_NO_SUCH_DATETIME},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		TgDateFormat format;
		int64_t departure;
		TgClock clock;
		TgStatus status;

		assert_int_equal(compile(rows[i].format, &format), TG_OK);
		status = parse(&format, rows[i].text, &departure, &clock);
		if (status != rows[i].status)
			fail_msg("%s: \"%s\": %d", rows[i].format, rows[i].text, status);
	}
}

static void
refused_templates(void **state)
{
	static const char *const rows[] = {
		"",
		" ",
		"HH24:MI",
		"SERIAL HH24:MI",
		"SERIAL.",
		"DD.MM HH24:MI",
		"MM.YYYY",
		"DD.MM.YYYY DD",
		"DD.MM.YYYY YY",
		"DD.MM.YYYY Mon",
		"DD.MM.YYYY HH24 MINUTES",
		"DD.MM.YYYY MINUTES:SS",
		"MINUTESYYYY-MM-DD",
		"DD.MM.YYYY HH24:MI AM",
		"DD.MM.YYYY HH12:MI",
		"DD.MM.YYYY HH24 HH12 AM",
		"DD.MM.YYY",
		"DDD.YYYY",
		"DDth.MM.YYYY",
		"DD.MM.YYYY SSSS",
		"DD.MM.YYYY Q",
		"IYYY-IW-ID",
		"WW DD.MM.YYYY",
		"J",
		"DD.MM.YYYY h",
		"DD.MM.YYYY \"open",
		"DD.MM.YYYY MSSS",
		"DD.MM.YYYY \"a text that is longer than anything that has to stand "
		"between the numbers of a date\"",
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		TgDateFormat format;

		if (compile(rows[i], &format) != TG_BAD_DATE_FORMAT)
			fail_msg("\"%s\"", rows[i]);
	}
}

/* What is written is read again, and is what the default form says. */
static void
there_and_back(void **state)
{
	static const char *const formats[] = {
		"YYYY-MM-DD HH24:MI:SS",		   "DD.MM.YYYY HH24.MI.SS",
		"MM/DD/YYYY HH12:MI:SS AM",		   "Day DD Month YYYY, HH24:MI:SS",
		"Dy DD-Mon-YYYY HH:MI:SS.US p.m.", "YYYYMMDD\"T\"HH24MISS.US",
		"HH24:MI:SS:US, DD.MM.YYYY",	   "YYYY-MM-DDTHH24:MI:SSZ",
	};
	static const char *const days[] = {"Monday",   "Tuesday", "Wednesday",
									   "Thursday", "Friday",  "Saturday",
									   "Sunday"};

	(void) state;
	for (int round = 0; round < 200000; round++)
	{
		const char *template = formats[(size_t) round % LENGTH(formats)];
		int64_t departure =
			unit_range(&seed, TG_DEPARTURE_MIN, TG_DEPARTURE_END - 1);
		int64_t back;
		TgDateFormat format;
		TgClock clock;
		char text[TG_DATE_TEXT];
		size_t len;

		/* as a rule, whole seconds */
		if (round % 3 > 0)
			departure -= departure % TG_SECOND;
		assert_int_equal(compile(template, &format), TG_OK);
		len = tg_date_format_write(&format, departure, text);
		assert_int_equal(len, strlen(text));
		if (parse(&format, text, &back, &clock) != TG_OK)
			fail_msg("%s: \"%s\"", template, text);
		if (back != departure)
			fail_msg("%s: \"%s\" is %lld for %lld", template, text,
					 (long long) back, (long long) departure);
		if (strncmp(template, "Day", 3) == 0)
		{
			const char *day =
				days[(departure - TG_DEPARTURE_MIN) / TG_DAY % 7];

			assert_memory_equal(text, day, strlen(day));
		}
	}
}

/* Any bytes at all are read or refused, and never past their end. */
static void
any_bytes(void **state)
{
	static const char alphabet[] = "YMDHIS2418/-. :TAPmonay\"\xc3\xa1+zZ,0569";

	(void) state;
	for (int round = 0; round < 300000; round++)
	{
		char bytes[64];
		size_t template_len = (size_t) unit_range(&seed, 0, 40);
		size_t len = (size_t) unit_range(&seed, 0, 24);
		TgDateFormat format;
		char *copy;
		int64_t out;
		TgClock clock;

		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] = alphabet[unit_range(&seed, 0, sizeof alphabet - 2)];
		copy = unit_exact(bytes, template_len);
		if (tg_date_format_compile(copy, template_len, &format) != TG_OK)
			assert_int_equal(compile("DD.MM.YY HH:MI:SS am", &format), TG_OK);
		free(copy);
		copy = unit_exact(bytes + template_len, len);
		(void) tg_date_format_parse(&format, copy, len, &out, &clock);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_table),	  cmocka_unit_test(zones),
		cmocka_unit_test(refused_texts),  cmocka_unit_test(refused_templates),
		cmocka_unit_test(there_and_back), cmocka_unit_test(any_bytes),
		cmocka_unit_test(named_zone),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
