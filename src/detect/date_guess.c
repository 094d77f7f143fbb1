/*
 * date_guess.c
 *	  How departures are written.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "core/text/date_format.h"
#include "detect/date_guess.h"

#define MARKED_DATES 8 /* that marked_dates makes */

#define DAY "(0?[1-9]|[12]\\d|3[01])"
#define MONTH "(0?[1-9]|1[0-2])"
#define DIGITS                                                                \
	"^(19|20)\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])"                     \
	"([01]\\d|2[0-3])[0-5]\\d([0-5]\\d)?$"

/* What a template is made of, and what values begin with where it is right. */
typedef struct Token
{
	const char *template;
	const char *pattern;
	DatesOrder order; /* of a day, a month and a year in numbers */
} Token;

/* What a spreadsheet counts from 1980 to 2050, with a time of day. */
#define SERIAL "^(2[89]|[34]\\d|5[0-4])\\d{3}[.,]\\d{2,}$"

#define SHORT_MONTH LETTER "{3}[.]?"
#define LONG_MONTH LETTER "{3,10}[.]?"

static const Token named_dates[] = {
	{"YYYY. MM. DD.", "\\d{4}[.] \\d\\d?[.] \\d\\d?[.]"},
	{"DD. MM. YYYY", "\\d\\d?[.] \\d\\d?[.] \\d{4}(?!\\d)"},
	{"YYYYMMDD", "(19|20)\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])"},
	{"DY, DD Mon YYYY", "[A-Za-z]{3}, \\d\\d? [A-Za-z]{3} +\\d{4}(?!\\d)"},
	{"DY Mon DD YYYY", "[A-Za-z]{3} +[A-Za-z]{3} +\\d\\d? \\d{4}(?!\\d)"},
	{"DDMonYYYY", "\\d\\d?[A-Za-z]{3}\\d{4}(?!\\d)"},
	{"DD. Mon YYYY", "\\d\\d?[.] " SHORT_MONTH " +\\d{4}(?!\\d)"},
	{"DD. Month YYYY", "\\d\\d?[.] " LONG_MONTH " +\\d{4}(?!\\d)"},
	{"DD Mon YYYY", "\\d\\d?" ORDINAL " " SHORT_MONTH " +\\d{4}(?!\\d)"},
	{"DD Month YYYY", "\\d\\d?" ORDINAL " " LONG_MONTH " +\\d{4}(?!\\d)"},
	{"DD \"de\" Month \"de\" YYYY",
	 "\\d\\d? de " LONG_MONTH " +de \\d{4}(?!\\d)"},
	{"Mon DD, YYYY", SHORT_MONTH " +\\d\\d?" ORDINAL ", \\d{4}(?!\\d)"},
	{"Month DD, YYYY", LONG_MONTH " +\\d\\d?" ORDINAL ", \\d{4}(?!\\d)"},
	{"Mon DD YYYY", SHORT_MONTH " +\\d\\d?" ORDINAL " \\d{4}(?!\\d)"},
	{"Month DD YYYY", LONG_MONTH " +\\d\\d?" ORDINAL " \\d{4}(?!\\d)"},
	{"YYYY Mon DD", "\\d{4} [A-Za-z]{3} +\\d\\d?(?!\\d)"},
	{"YYYY Month DD", "\\d{4} [A-Za-z]{3,9} +\\d\\d?(?!\\d)"},
	{"YYYY-Mon-DD", "\\d{4}-[A-Za-z]{3}-\\d\\d?(?!\\d)"},
	{"YYYY\"年\"MM\"月\"DD\"日\"",
	 "\\d{4}\\u5e74\\d\\d?\\u6708\\d\\d?\\u65e5"},
	{"YYYY\"년\" MM\"월\" DD\"일\"",
	 "\\d{4}\\ub144 +\\d\\d?\\uc6d4 +\\d\\d?\\uc77c"},
};

/* What a time begins with. */
#define TIME_FOLLOWS "(?=\\d|" HALF_BEFORE ")"

static const Token links[] = {
	{"", "$"},
	{" ", " +" TIME_FOLLOWS},
	{". ", "[.] +" TIME_FOLLOWS},
	{"T", "T(?=\\d)"},
	{"", TIME_FOLLOWS},
	{", ", ", *(?=\\d)"},
	{" - ", " - (?=\\d)"},
	{"_", "_(?=\\d)"},
	{"-", "-(?=\\d)"},
	{":", ":(?=\\d)"},
	{" \"at\" ", " +at +(?=\\d)"},
	{", \"at\" ", ", *at +(?=\\d)"},
	{" \"um\" ", " +um +(?=\\d)"},
	{" \"à\" ", " +\\u00e0 +(?=\\d)"},
	{" \"om\" ", " +om +(?=\\d)"},
	{" \"alle\" ", " +alle +(?=\\d)"},
	{" \"a las\" ", " +a las +(?=\\d)"},
};

#define MINUTES_FOLLOW "\\d\\d?:\\d\\d(:\\d\\d([.,]\\d+)?)?"

static const Token times[] = {
	{"HH12:MI:SS AM", MINUTES_FOLLOW ANY_BLANK "*" HALF_BEHIND},
	{"AM HH12:MI:SS", HALF_BEFORE " +" MINUTES_FOLLOW},
	{"AMHH12:MI:SS", HALF_BEFORE MINUTES_FOLLOW},
	{"AM HH12\"시\" MI\"분\"", HALF_BEFORE " +\\d\\d?\\uc2dc +\\d\\d?\\ubd84"},
	{"AMHH12\"时\"MI\"分\"", HALF_BEFORE "\\d\\d?\\u65f6\\d\\d?\\u5206"},
	{"AMHH12\"時\"MI\"分\"", HALF_BEFORE "\\d\\d?\\u6642\\d\\d?\\u5206"},
	{"HH12.MI.SS.US AM",
	 "\\d\\d?[.]\\d\\d[.]\\d\\d[.]\\d+" ANY_BLANK "*" HALF_BEHIND},
	{"HH24.MI.SS.US", "\\d\\d?[.]\\d\\d[.]\\d\\d[.]\\d+(?!\\d)"},
	{"HH24:MI:SS", "\\d\\d?:\\d\\d(:\\d\\d([.,]\\d+)?)?(?!\\d)"},
	{"HH24MISS", "\\d{6}([.]\\d+)?(?!\\d)"},
	{"HH24MI", "\\d{4}(?!\\d)"},
	{"HH24.MI.SS", "\\d\\d?[.]\\d\\d[.]\\d\\d(?!\\d)"},
	{"HH24.MI", "\\d\\d?[.]\\d\\d(?!\\d)"},
	{"HH24\"h\"MI", "\\d\\d?h\\d\\d(?!\\d)"},
	{"HH24\"时\"MI\"分\"", "\\d\\d?\\u65f6\\d\\d?\\u5206"},
	{"HH24\"時\"MI\"分\"", "\\d\\d?\\u6642\\d\\d?\\u5206"},
	{"HH24\"시\" MI\"분\"", "\\d\\d?\\uc2dc +\\d\\d?\\ubd84"},
	{"HH12 AM", "\\d\\d?" ANY_BLANK "*" HALF_BEHIND},
	{"HH24", "\\d\\d?$"},
};

static const Token zones[] = {
	{"", "$"},
	{" \"Uhr\"", " +uhr$"},
	{" \"h\"", " +h$"},
	{" TZ", " +(?=[-+]\\d\\d|[A-Za-z\\[])"},
	{"TZ", "(?=[-+]\\d\\d|[A-Za-z\\[])"},
};

/* Those that have the year, or a zone, where no others have it. */
static const Token whole_dates[] = {
	{"DY Mon DD HH24:MI:SS TZ YYYY", "[A-Za-z]{3} [A-Za-z]{3} +\\d\\d? "
									 "\\d\\d:\\d\\d:\\d\\d [-+:\\w]+ \\d{4}$"},
	{"DY Mon DD HH24:MI:SS YYYY", "[A-Za-z]{3} [A-Za-z]{3} +\\d\\d? "
								  "\\d\\d:\\d\\d:\\d\\d \\d{4}$"},
};

/* A day of the week in front of all, in any language. */
static const Token weekdays[] = {
	{"DY, ", "[[:alpha:]]{2,13}, *(?=[[:alnum:]])"},
	{"DY. ", "[[:alpha:]]{2,13}[.] +(?=\\d)"},
	{"DY ", "[[:alpha:]]{2,13} +(?=[[:alnum:]])"},
};

static char *
with_mark(const char *text, char mark)
{
	char *copy = pstrdup(text);

	for (char *c = copy; *c != '\0'; c++)
		if (*c == '~')
			*c = mark;
	return copy;
}

/* At the beginning of a value. */
static char *
anchored(const Token *token)
{
	return psprintf("^%s", token->pattern);
}

/* The token that most values begin with, the first of several; or null. */
static const Token *
best_token(Texts values, const Token *tokens, int count)
{
	const Token *best = NULL;
	int most = 0;

	for (int i = 0; i < count; i++)
	{
		int matching = pattern_count(anchored(&tokens[i]), values);

		if (matching > most && 2 * matching >= values.count)
		{
			best = &tokens[i];
			most = matching;
		}
	}
	return best;
}

/* What of values comes after a token; others stay whole, or go. */
static Texts
after_token(Texts values, const Token *token, bool others)
{
	char *pattern = anchored(token);
	Texts rest = {palloc(values.count * sizeof(char *)), 0};

	for (int i = 0; i < values.count; i++)
	{
		char *value = values.text[i];
		regmatch_t found;

		if (pattern_find(pattern, value, 1, &found))
			value += pg_mbcharcliplen(value, (int) strlen(value),
									  (int) found.rm_eo);
		else if (!others)
			continue;
		rest.text[rest.count++] = value;
	}
	return rest;
}

/* Dates of three numbers, or of a short month, with a mark between them. */
static int
marked_dates(char mark, Token *tokens)
{
	static const Token dates[] = {
		{"YYYY~MM~DD", "\\d{4}[~]" MONTH "[~]" DAY "(?!\\d)"},
		{"DD~MM~YYYY", DAY "[~]" MONTH "[~]\\d{4}(?!\\d)", DATES_DMY},
		{"MM~DD~YYYY", MONTH "[~]" DAY "[~]\\d{4}(?!\\d)", DATES_MDY},
		{"DD~MM~YY", DAY "[~]" MONTH "[~]\\d\\d(?!\\d)", DATES_DMY},
		{"MM~DD~YY", MONTH "[~]" DAY "[~]\\d\\d(?!\\d)", DATES_MDY},
		{"YY~MM~DD", "\\d\\d[~]" MONTH "[~]" DAY "(?!\\d)", DATES_YMD},
		{"DD~Mon~YYYY", DAY "[~][A-Za-z]{3}[~]\\d{4}(?!\\d)"},
		{"DD~Mon~YY", DAY "[~][A-Za-z]{3}[~]\\d\\d(?!\\d)"},
	};

	for (int i = 0; i < lengthof(dates); i++)
		tokens[i] = (Token){with_mark(dates[i].template, mark),
							with_mark(dates[i].pattern, mark), dates[i].order};
	StaticAssertStmt(lengthof(dates) == MARKED_DATES, "room for them");
	return lengthof(dates);
}

/* Put those of an order first. */
static void
prefer(DatesOrder order, Token *tokens, int count)
{
	int first = 0;

	for (int i = 0; i < count; i++)
		if (tokens[i].order == order)
		{
			Token token = tokens[i];

			memmove(&tokens[first + 1], &tokens[first],
					(i - first) * sizeof(Token));
			tokens[first++] = token;
		}
}

/* Tell whether dates of another order fit as well as these. */
static bool
fits_another(Texts departures, const Token *best, const Token *tokens,
			 int count)
{
	int most = pattern_count(anchored(best), departures);

	for (int i = 0; i < count && best->order != DATES_PLAIN; i++)
		if (tokens[i].order != DATES_PLAIN && tokens[i].order != best->order &&
			pattern_count(anchored(&tokens[i]), departures) == most)
			return true;
	return false;
}

static const Token *
find_date(Texts departures, DatesOrder order, bool *open)
{
	Token *tokens =
		palloc(sizeof(Token) * (3 * MARKED_DATES + lengthof(named_dates)));
	const Token *best;
	int count = 0;

	for (const char *mark = "-/."; *mark != '\0'; mark++)
		count += marked_dates(*mark, &tokens[count]);
	memcpy(&tokens[count], named_dates, sizeof named_dates);
	count += (int) lengthof(named_dates);
	prefer(order, tokens, count);
	best = best_token(departures, tokens, count);
	*open = best != NULL && fits_another(departures, best, tokens, count);
	return best;
}

TgStatus
departure_read(const char *text, const char *template, int64 *departure,
			   TgClock *clock)
{
	TgDateFormat format;

	if (template == NULL)
		return tg_datetime_parse(text, strlen(text), departure, clock);
	if (tg_date_format_compile(template, strlen(template), &format) != TG_OK)
		return TG_BAD_DATETIME;
	return tg_date_format_parse(&format, text, strlen(text), departure, clock);
}

/* How many departures a template reads; null: those that any feed reads. */
static int
count_read(Texts departures, const char *template)
{
	int count = 0;

	CHECK_FOR_INTERRUPTS();
	for (int i = 0; i < departures.count; i++)
	{
		int64 departure;
		TgClock clock;
		TgStatus status =
			departure_read(departures.text[i], template, &departure, &clock);

		count += status == TG_OK || status == TG_NO_SUCH_DATETIME;
	}
	return count;
}

/*
 * A template of the parts that most departures have one after the other, with
 * what else is behind the date.
 */
static const char *
find_template(Texts departures, const char *behind, DatesOrder order,
			  bool *open)
{
	const Token *date = find_date(departures, order, open);
	const Token *link;
	const Token *time;
	const Token *zone;
	Texts rest;

	if (date == NULL)
		return NULL;
	rest = after_token(departures, date, false);
	link = best_token(rest, links, lengthof(links));
	if (link == NULL)
		return NULL;
	if (strcmp(link->pattern, "$") == 0)
		return date->template;
	rest = after_token(rest, link, true);
	time = best_token(rest, times, lengthof(times));
	if (time == NULL)
		return NULL;
	rest = after_token(rest, time, true);
	zone = best_token(rest, zones, lengthof(zones));
	if (zone == NULL)
		return NULL;
	return psprintf("%s%s%s%s%s", date->template, behind, link->template,
					time->template, zone->template);
}

/* The same after a day of the week, which says nothing. */
static const char *
find_after_weekday(Texts departures, const char *behind, DatesOrder order,
				   bool *open)
{
	const Token *weekday =
		best_token(departures, weekdays, lengthof(weekdays));
	const char *rest =
		weekday == NULL
			? NULL
			: find_template(after_token(departures, weekday, false), behind,
							order, open);

	return rest == NULL ? NULL : psprintf("%s%s", weekday->template, rest);
}

/* Tell whether a template reads most departures, from end to end. */
static bool
reads_most(Texts departures, const char *template)
{
	return template != NULL &&
		   2 * count_read(departures, template) >= departures.count;
}

bool
dates_are_serial(Texts values)
{
	return pattern_share(SERIAL, values, 100);
}

const char *
date_guess(Texts departures, DatesOrder order, bool *open)
{
	const Token *whole;
	const char *template;
	int plain = count_read(departures, NULL);

	*open = false;
	/* numbers of seven digits have been rounded to a quarter of an hour */
	if (pattern_share("^\\d[.]\\d{1,6}e", departures, 100))
		return NULL;
	if (2 * plain >= departures.count &&
		!pattern_share(DIGITS, departures, 50))
	{
		/* hours of one digit need a template */
		template = plain == departures.count
					   ? NULL
					   : find_template(departures, "", order, open);
		if (template != NULL && count_read(departures, template) > plain)
			return template;
		*open = false;
		return "";
	}
	if (dates_are_serial(departures))
		return "SERIAL";
	whole = best_token(departures, whole_dates, lengthof(whole_dates));
	if (whole != NULL && reads_most(departures, whole->template))
		return whole->template;
	template = find_template(departures, "", order, open);
	if (reads_most(departures, template))
		return template;
	template = find_after_weekday(departures, "", order, open);
	if (reads_most(departures, template))
		return template;
	*open = false;
	return NULL;
}

const char *
date_guess_behind(Texts departures, const char *behind, DatesOrder order,
				  bool *open)
{
	const char *template;

	*open = false;
	behind = psprintf("\"%s\"", behind);
	template = find_template(departures, behind, order, open);
	return template != NULL
			   ? template
			   : find_after_weekday(departures, behind, order, open);
}
