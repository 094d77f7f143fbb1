/*
 * patterns.h
 *	  How many values of a column have a form.
 */
#ifndef TG_DETECT_PATTERNS_H
#define TG_DETECT_PATTERNS_H

#include "postgres.h"

#include "regex/regex.h"

typedef struct Texts
{
	char **text;
	int count;
} Texts;

/*
 * Look for a regular expression, whatever the case of letters, as ~* does;
 * give the places of the match and of its groups, in characters.
 */
extern bool pattern_find(const char *pattern, const char *value, int groups,
						 regmatch_t *found);

extern bool pattern_matches(const char *pattern, const char *value);

/* How many of some values match. */
extern int pattern_count(const char *pattern, Texts values);

/*
 * Tell whether so many of a hundred match; they do not if there are none.
 * Stops where the rest cannot change that.
 */
extern bool pattern_share(const char *pattern, Texts values, int percent);

/* The values that are something. */
extern Texts texts_filled(Texts values);

extern Texts texts_joined(Texts first, Texts second);

#endif /* TG_DETECT_PATTERNS_H */
