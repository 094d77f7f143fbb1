/*
 * date_guess.c
 *	  How departures are written.
 */
#include "compat.h"

#include "mb/pg_wchar.h"

#include "detect/date_guess.h"

#define DAY "(0?[1-9]|[12]\\d|3[01])"
#define MONTH "(0?[1-9]|1[0-2])"
#define READABLE                                                              \
	"^(\\d{4}-\\d\\d-\\d\\d[ Tt]+\\d\\d:\\d\\d(:\\d\\d([.]\\d+)?)? *"         \
	"([Zz]|utc|gmt|[-+]\\d\\d(:?\\d\\d)?)?|\\d{9,10}([.]\\d+)?"               \
	"|\\d{12,13}([.]\\d+)?)$"
#define DIGITS                                                                \
	"^(19|20)\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])"                     \
	"([01]\\d|2[0-3])[0-5]\\d([0-5]\\d)?$"

/* What a template is made of, and what values begin with where it is right. */
typedef struct Token
{
	const char *template;
	const char *pattern;
} Token;

static const Token named_dates[] = {
	{"DD. MM. YYYY", "\\d\\d?[.] \\d\\d?[.] \\d{4}(?!\\d)"},
	{"YYYYMMDD", "(19|20)\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])"},
	{"DY, DD Mon YYYY", "[A-Za-z]{3}, \\d\\d? [A-Za-z]{3} \\d{4}(?!\\d)"},
	{"DY Mon DD YYYY", "[A-Za-z]{3} [A-Za-z]{3} \\d\\d? \\d{4}(?!\\d)"},
	{"DD Mon YYYY", "\\d\\d? [A-Za-z]{3} \\d{4}(?!\\d)"},
	{"DD Month YYYY", "\\d\\d? [A-Za-z]{3,9} \\d{4}(?!\\d)"},
	{"Mon DD, YYYY", "[A-Za-z]{3} \\d\\d?, \\d{4}(?!\\d)"},
	{"Month DD, YYYY", "[A-Za-z]{3,9} \\d\\d?, \\d{4}(?!\\d)"},
	{"Mon DD YYYY", "[A-Za-z]{3} \\d\\d? \\d{4}(?!\\d)"},
	{"Month DD YYYY", "[A-Za-z]{3,9} \\d\\d? \\d{4}(?!\\d)"},
};

static const Token links[] = {
	{"", "$"},		   {" ", " +(?=\\d)"},	 {"T", "T(?=\\d)"},
	{"", "(?=\\d)"},   {", ", ", *(?=\\d)"}, {" - ", " - (?=\\d)"},
	{"_", "_(?=\\d)"}, {"-", "-(?=\\d)"},	 {":", ":(?=\\d)"},
};

static const Token times[] = {
	{"HH12:MI:SS AM", "\\d\\d?:\\d\\d(:\\d\\d([.]\\d+)?)? *[AaPp][Mm]"},
	{"HH24:MI:SS", "\\d\\d?:\\d\\d(:\\d\\d([.]\\d+)?)?(?!\\d)"},
	{"HH24MISS", "\\d{6}([.]\\d+)?(?!\\d)"},
	{"HH24MI", "\\d{4}(?!\\d)"},
	{"HH24.MI.SS", "\\d\\d?[.]\\d\\d[.]\\d\\d(?!\\d)"},
	{"HH24.MI", "\\d\\d?[.]\\d\\d(?!\\d)"},
	{"HH24hMI", "\\d\\d?h\\d\\d(?!\\d)"},
};

static const Token zones[] = {
	{"", "$"},
	{" TZ", " (?=[-+]\\d\\d|[Zz]|utc|gmt)"},
	{"TZ", "(?=[-+]\\d\\d|[Zz])"},
};

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

/* Dates of three numbers with a mark between them, and of a short month. */
static int
marked_dates(char mark, bool month_first, Token *tokens)
{
	const char *first = month_first ? "MM" : "DD";
	const char *second = month_first ? "DD" : "MM";
	const char *one = month_first ? MONTH : DAY;
	const char *two = month_first ? DAY : MONTH;
	Token dates[] = {
		{psprintf("YYYY%1$cMM%1$cDD", mark),
		 psprintf("\\d{4}[%1$c]" MONTH "[%1$c]" DAY "(?!\\d)", mark)},
		{psprintf("%2$s%1$c%3$s%1$cYYYY", mark, first, second),
		 psprintf("%2$s[%1$c]%3$s[%1$c]\\d{4}(?!\\d)", mark, one, two)},
		{psprintf("%3$s%1$c%2$s%1$cYYYY", mark, first, second),
		 psprintf("%3$s[%1$c]%2$s[%1$c]\\d{4}(?!\\d)", mark, one, two)},
		{psprintf("%2$s%1$c%3$s%1$cYY", mark, first, second),
		 psprintf("%2$s[%1$c]%3$s[%1$c]\\d\\d(?!\\d)", mark, one, two)},
		{psprintf("%3$s%1$c%2$s%1$cYY", mark, first, second),
		 psprintf("%3$s[%1$c]%2$s[%1$c]\\d\\d(?!\\d)", mark, one, two)},
		{psprintf("DD%1$cMon%1$cYYYY", mark),
		 psprintf(DAY "[%1$c][A-Za-z]{3}[%1$c]\\d{4}(?!\\d)", mark)},
		{psprintf("DD%1$cMon%1$cYY", mark),
		 psprintf(DAY "[%1$c][A-Za-z]{3}[%1$c]\\d\\d(?!\\d)", mark)},
	};

	memcpy(tokens, dates, sizeof dates);
	return lengthof(dates);
}

static const Token *
find_date(Texts departures, bool month_first)
{
	Token *tokens = palloc(sizeof(Token) * (3 * 7 + lengthof(named_dates)));
	int count = 0;

	for (const char *mark = "-/."; *mark != '\0'; mark++)
		count += marked_dates(*mark, month_first, &tokens[count]);
	memcpy(&tokens[count], named_dates, sizeof named_dates);
	count += lengthof(named_dates);
	return best_token(departures, tokens, count);
}

const char *
date_guess(Texts departures, bool month_first)
{
	const Token *date;
	const Token *link;
	const Token *time;
	const Token *zone;
	Texts rest;

	if (pattern_share(READABLE, departures, 50) &&
		!pattern_share(DIGITS, departures, 50))
		return "";
	date = find_date(departures, month_first);
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
	return psprintf("%s%s%s%s", date->template, link->template, time->template,
					zone->template);
}
