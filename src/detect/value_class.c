/*
 * value_class.c
 *	  What a column's values in a sample are.
 */
#include "compat.h"

#include "core/text/angle.h"
#include "core/text/hex_wkb.h"
#include "core/text/position_code.h"
#include "core/text/position_object.h"
#include "detect/value_class.h"

/* A line, or several; whatever its SRID is, it is one. */
static bool
is_line(const char *text)
{
	size_t len = strlen(text);
	double x;
	double y;

	return tg_hex_wkb_end(text, len, TG_ANY_SRID, TG_WKB_FIRST, &x, &y) ==
			   TG_OK &&
		   tg_hex_wkb_end(text, len, TG_ANY_SRID, TG_WKB_POINT, &x, &y) !=
			   TG_OK;
}

/* A position that says itself which coordinate is which. */
static bool
is_position(const char *text)
{
	size_t len = strlen(text);
	TgLonLat position;

	return tg_object_parse(text, len, &position) == TG_OK ||
		   tg_olc_parse(text, len, &position) == TG_OK ||
		   tg_angles_parse(text, len, 0, &position) == TG_OK;
}

/* One coordinate with a mark or a letter. */
static bool
is_angle(const char *text)
{
	char *plain = pstrdup(text);
	size_t len = strlen(text);
	int32 e7;

	for (char *c = plain; *c != '\0'; c++)
		if (*c == ',')
			*c = '.';
	return tg_angle_parse(plain, len, TG_LON, &e7) == TG_OK ||
		   tg_angle_parse(plain, len, TG_LAT, &e7) == TG_OK;
}

/* Numbers, each with the word for year, month or day in Chinese or Korean. */
#define DAY_IN_WORDS                                                          \
	"^\\d{4} *[\\u5e74\\ub144] *\\d\\d? *[\\u6708\\uc6d4] *\\d\\d? *"         \
	"[\\u65e5\\uc77c]"

/* The first form that most values have is what they are. */
static const struct
{
	const char *class;
	const char *pattern;
	bool (*is)(const char *text); /* where there is no pattern */
} classes[] = {
	{"path", NULL, is_line},
	{"wkt", "^(srid *= *\\d+ *; *)?point *\\("},
	{"path", "^((srid *= *\\d+ *; *)?(multi)?linestring *z?m? *\\("
			 "|\\[ *[\\[(] *[-+]?\\d|\\{.*\"linestring\")"},
	{"wkb", "^[0-9a-f]{42,50}$"},
	{"datetime", "^(19|20)\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])"
				 "[-T, ]{0,2}([01]\\d|2[0-3])[0-5]\\d([0-5]\\d)?$"},
	{"decimal", "^[-+]?\\d{1,3}[.,]\\d{3,}$"},
	{"epoch", "^((\\d{9,10}|\\d{12,13}|\\d{16}|\\d{19})([.]\\d+)?"
			  "|\\d[.]\\d{5,}e[+]?\\d\\d)$"},
	{"number", "^[-+]?\\d+([.,]\\d+)?$"},
	{"pair", "^[(\\[]? *[-+]?\\d+([.]\\d+)? *[,; ] *[-+]?\\d+([.]\\d+)? *"
			 "[)\\]]?$"},
	{"pair", "^[(\\[]? *[-+]?\\d+(,\\d+)? *[; ] *[-+]?\\d+(,\\d+)? *[)\\]]?$"},
	{"pair", "^\\{.*\\[ *[-+]?\\d+([.]\\d+)? *, *[-+]?\\d+([.]\\d+)? *"
			 "(, *[-+]?\\d+([.]\\d+)? *)?\\][^[]*\\}$"},
	{"date", "^(\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}"
			 "|\\d{1,2}[.] \\d{1,2}[.] \\d{4}|\\d{1,2}/?[a-z]{3}/?\\d{4}"
			 "|\\d{4}[.] ?\\d{1,2}[.] ?\\d{1,2}[.]"
			 "|\\d{1,2}" ORDINAL "[-. ]+(de +)?" LETTER "{3,10}[-. ]+(de +)?"
			 "\\d{2,4})$"},
	{"time", "^([01]?\\d|2[0-4])[:.h]\\d\\d([:.]\\d\\d([.]\\d+)?)?"
			 "(" ANY_BLANK "*" HALF_BEHIND "| *uhr| *h)?$"},
	{"time", "^(" HALF_BEFORE " *)?\\d\\d?[\\u65f6\\u6642\\uc2dc] *\\d\\d?"
			 "[\\u5206\\ubd84]$"},
	{"time", "^" HALF_BEFORE " *\\d\\d?:\\d\\d(:\\d\\d)?$"},
	{"datetime",
	 "^([[:alpha:]]{2,13}[,.]? +)?(\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}"
	 "|\\d{1,2}[.] \\d{1,2}[.] \\d{4}|\\d{1,2}/?[a-z]{3}/?\\d{4}"
	 "|\\d{4}[.] ?\\d{1,2}[.] ?\\d{1,2}[.]"
	 "|\\d{4}[- ][a-z]{3,9}[- ]\\d{1,2}"
	 "|(\\d{1,2}" ORDINAL "[-. ]+(de +)?)?" LETTER "{3,10}[-. ,]+(de +)?"
	 "(\\d{1,2}" ORDINAL ",? +)?\\d{2,4}"
	 "|\\d{8})([-T_, :]*| (at|um|\\u00e0|om|alle|a las) )(" HALF_BEFORE " *)?"
	 "\\d{1,2}[:.h]?\\d\\d"},
	{"date", DAY_IN_WORDS "$"},
	{"datetime",
	 DAY_IN_WORDS " *(" HALF_BEFORE " *)?\\d\\d?[:\\u65f6\\u6642\\uc2dc]"},
	{"position", NULL, is_position},
	{"decimal", NULL, is_angle},
};

/* The same as pattern_share. */
static bool
is_share(bool (*is)(const char *text), Texts values, int percent)
{
	int matching = 0;

	for (int i = 0; i < values.count; i++)
		matching += is(values.text[i]);
	return values.count > 0 && matching * 100 >= values.count * percent;
}

const char *
value_class(Texts values)
{
	for (int i = 0; i < lengthof(classes); i++)
		if (classes[i].is != NULL
				? is_share(classes[i].is, values, 60)
				: pattern_share(classes[i].pattern, values, 60))
			return classes[i].class;
	return NULL;
}

bool
value_class_is(Texts values, const char *class)
{
	const char *found = value_class(values);

	return found != NULL && strcmp(found, class) == 0;
}
