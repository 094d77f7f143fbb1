/*
 * patterns.c
 *	  How many values of a column have a form.
 */
#include "compat.h"

#include "catalog/pg_collation.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "detect/patterns.h"

bool
pattern_find(const char *pattern, const char *value, int groups,
			 regmatch_t *found)
{
	text *expression = cstring_to_text(pattern);
	bool matches = RE_compile_and_execute(
		expression, unconstify(char *, value), (int) strlen(value),
		REG_ADVANCED | REG_ICASE, DEFAULT_COLLATION_OID, groups, found);

	pfree(expression);
	return matches;
}

bool
pattern_matches(const char *pattern, const char *value)
{
	return pattern_find(pattern, value, 0, NULL);
}

int
pattern_count(const char *pattern, Texts values)
{
	int matching = 0;

	CHECK_FOR_INTERRUPTS();
	for (int i = 0; i < values.count; i++)
		matching += pattern_matches(pattern, values.text[i]);
	return matching;
}

bool
pattern_share(const char *pattern, Texts values, int percent)
{
	int matching = 0;
	int other = 0;

	CHECK_FOR_INTERRUPTS();
	for (int i = 0; i < values.count; i++)
	{
		if (pattern_matches(pattern, values.text[i]))
			matching++;
		else
			other++;
		if (matching * 100 >= values.count * percent)
			return true;
		if (other * 100 > values.count * (100 - percent))
			return false;
	}
	return false;
}

Texts
texts_filled(Texts values)
{
	Texts filled = {palloc(values.count * sizeof(char *)), 0};

	for (int i = 0; i < values.count; i++)
		if (values.text[i][0] != '\0')
			filled.text[filled.count++] = values.text[i];
	return filled;
}

Texts
texts_joined(Texts first, Texts second)
{
	Texts joined = {palloc((first.count + second.count) * sizeof(char *)), 0};

	for (int i = 0; i < first.count; i++)
		joined.text[joined.count++] = first.text[i];
	for (int i = 0; i < second.count; i++)
		joined.text[joined.count++] = second.text[i];
	return joined;
}

bool
texts_alike(Texts one, Texts other)
{
	for (int i = 0; i < Min(one.count, other.count); i++)
		if (strcmp(one.text[i], other.text[i]) != 0)
			return false;
	return true;
}
