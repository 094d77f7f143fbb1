/*
 * value_class.c
 *	  What a column's values in a sample are.
 */
#include "compat.h"

#include "detect/value_class.h"

/* The first form that most values have is what they are. */
static const struct
{
	const char *class;
	const char *pattern;
} classes[] = {
	{"wkt", "^(srid *= *\\d+ *; *)?point *\\("},
	{"path", "^((srid *= *\\d+ *; *)?(multi)?linestring *z?m? *\\("
			 "|\\[ *[\\[(] *[-+]?\\d|\\{.*\"linestring\")"},
	{"wkb", "^[0-9a-f]{42,50}$"},
	{"datetime", "^(19|20)\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])"
				 "[-T ]?([01]\\d|2[0-3])[0-5]\\d([0-5]\\d)?$"},
	{"decimal", "^[-+]?\\d{1,3}[.,]\\d{3,}$"},
	{"epoch", "^(\\d{9,10}|\\d{12,13})([.]\\d+)?$"},
	{"number", "^[-+]?\\d+([.,]\\d+)?$"},
	{"pair", "^[(\\[]? *[-+]?\\d+([.]\\d+)? *[,; ] *[-+]?\\d+([.]\\d+)? *"
			 "[)\\]]?$"},
	{"pair", "^[(\\[]? *[-+]?\\d+(,\\d+)? *[; ] *[-+]?\\d+(,\\d+)? *[)\\]]?$"},
	{"pair", "^\\{.*\\[ *[-+]?\\d+([.]\\d+)? *, *[-+]?\\d+([.]\\d+)? *"
			 "(, *[-+]?\\d+([.]\\d+)? *)?\\][^[]*\\}$"},
	{"date", "^(\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}"
			 "|\\d{1,2}[.] \\d{1,2}[.] \\d{4}"
			 "|\\d{1,2}[- ][a-z]{3,9}[- ]\\d{2,4})$"},
	{"time", "^([01]?\\d|2[0-4])[:.h]\\d\\d([:.]\\d\\d([.]\\d+)?)?"
			 "( *[ap][.]?m[.]?)?$"},
	{"datetime", "^([a-z]{3,9},? +)?(\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}"
				 "|\\d{1,2}[.] \\d{1,2}[.] \\d{4}"
				 "|(\\d{1,2}[-. ]+)?[a-z]{3,9}[-. ,]+(\\d{1,2},? +)?\\d{2,4}"
				 "|\\d{8})[-T_, :]*\\d{1,2}[:.h]?\\d\\d"},
};

const char *
value_class(Texts values)
{
	for (int i = 0; i < lengthof(classes); i++)
		if (pattern_share(classes[i].pattern, values, 60))
			return classes[i].class;
	return NULL;
}

bool
value_class_is(Texts values, const char *class)
{
	const char *found = value_class(values);

	return found != NULL && strcmp(found, class) == 0;
}
