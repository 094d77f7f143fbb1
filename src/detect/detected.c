/*
 * detected.c
 *	  What has been found out of a file, told and asked.
 */
#include "compat.h"

#include "mb/pg_wchar.h"

#include "detect/detected.h"
#include "detect/midnight_dates.h"
#include "types/texts.h"

const char *
detected_column(const Detected *found, Target target)
{
	return found->mapping.name[target];
}

Texts
detected_values(const Detected *found, Target target)
{
	return sample_values(&found->sample, found->mapping.name[target]);
}

/* Dates and times, each with a blank between them. */
static Texts
joined(Texts dates, Texts times)
{
	Texts both = {palloc(Max(dates.count, 1) * sizeof(char *)), 0};

	for (int i = 0; i < Min(dates.count, times.count); i++)
		both.text[both.count++] =
			dates.text[i][0] == '\0' || times.text[i][0] == '\0'
				? pstrdup("")
				: psprintf("%s %s", dates.text[i], times.text[i]);
	return both;
}

Texts
detected_departures(const Detected *found)
{
	if (detected_column(found, TARGET_DEPARTED_DATE) == NULL)
		return detected_values(found, TARGET_DEPARTED_AT);
	return joined(detected_values(found, TARGET_DEPARTED_DATE),
				  detected_values(found, TARGET_DEPARTED_TIME));
}

Texts
detected_plain_departures(const Detected *found)
{
	Texts dates = detected_values(found, TARGET_DEPARTED_DATE);
	const char *midnight = midnight_of_dates(dates);

	return midnight == NULL
			   ? detected_departures(found)
			   : joined(dates_without(dates, midnight),
						detected_values(found, TARGET_DEPARTED_TIME));
}

void
detected_note(Detected *found, const char *format, ...)
{
	va_list args;
	char note[256];

	va_start(args, format);
	vsnprintf(note, sizeof note, format, args);
	va_end(args);
	/* names may be long, and are of whole characters */
	note[pg_mbcliplen(note, (int) strlen(note), sizeof note - 1)] = '\0';
	appendStringInfo(&found->notes, "%s%s", found->notes.len > 0 ? "; " : "",
					 note);
}

void
detected_refuse(Detected *found, const char *why)
{
	if (found->refusal == NULL)
		found->refusal = why;
}

void
detected_lacks(Detected *found, const char *what)
{
	Texts one = {(char *[]){unconstify(char *, what)}, 1};

	found->missing = texts_joined(found->missing, one);
}

bool
detected_is_lacking(const Detected *found, const char *what)
{
	for (int i = 0; i < found->missing.count; i++)
		if (strcmp(found->missing.text[i], what) == 0)
			return true;
	return false;
}

bool
same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}
