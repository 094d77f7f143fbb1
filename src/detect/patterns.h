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

/* Blanks, also those that do not break; halves of the day, before a time in
 * Chinese, Japanese and Korean, and behind it; what a day has as a number. */
#define ANY_BLANK "[ \\u00a0\\u202f]"
#define HALF_BEFORE                                                           \
	"(\\u4e0a\\u5348|\\u4e0b\\u5348|\\u5348\\u524d|\\u5348\\u5f8c"            \
	"|\\uc624\\uc804|\\uc624\\ud6c4)"
#define HALF_BEHIND                                                           \
	"([ap][.]?" ANY_BLANK "*m[.]?|[\\u03c0\\u03bc][.]?\\u03bc[.]?)"
/* Also where the locale knows no letters beyond ASCII. */
#define LETTER "[[:alpha:]\\u00c0-\\u017f]"
#define ORDINAL "(st|nd|rd|th|er)?"

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

/* Tell whether two columns have the same in all rows. */
extern bool texts_alike(Texts one, Texts other);

#endif /* TG_DETECT_PATTERNS_H */
