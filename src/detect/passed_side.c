/*
 * passed_side.c
 *	  A column of its own for the sides that degrees are on.
 */
#include "compat.h"

#include "detect/detected.h"
#include "detect/doubts.h"
#include "detect/passed_columns.h"
#include "detect/passed_over.h"

/* Tell whether all numbers of the columns have no sign and no letter. */
static bool
are_unsigned(const Sample *sample, const Mapping *mapping, const Target *axis)
{
	Texts numbers = texts_filled(
		texts_joined(sample_values(sample, mapping->name[axis[0]]),
					 sample_values(sample, mapping->name[axis[1]])));

	return pattern_share("^[+]?\\d+([.,]\\d*)?$", numbers, 100);
}

/* Tell whether values are those of one axis, of which some change a sign. */
static bool
changes_sign(const Sample *sample, const Mapping *mapping, Texts values,
			 bool *mixed)
{
	static const struct
	{
		const char *all;
		const char *less;
		Target axis[2];
	} sides[] = {{"^(n|s|north|south|nord|s[uü]d|norte|sur|sul|noord|zuid)$",
				  "^(s|south|s[uü]d|sur|sul|zuid)$",
				  {TARGET_ORIGIN_LAT, TARGET_DESTINATION_LAT}},
				 {"^(e|w|o|east|west|ost|est|ouest|este|oeste|oost)$",
				  "^(w|west|ouest|oeste)$",
				  {TARGET_ORIGIN_LON, TARGET_DESTINATION_LON}}};

	for (int i = 0; i < lengthof(sides); i++)
	{
		int less = pattern_count(sides[i].less, values);

		if (less == 0 || !pattern_share(sides[i].all, values, 100) ||
			!are_unsigned(sample, mapping, sides[i].axis))
			continue;
		*mixed = less < values.count;
		return true;
	}
	return false;
}

/* Names of what says on which side a coordinate is, without a direction. */
#define SIDES                                                                 \
	"(^|_)(lat|lon|lng|long|latitude|longitude|ns|ew|we|sn|hem|hemi"          \
	"|hemisphere|dir|x|y)(_|\\d|$)|(lat|lon|lng)_?(dir|hem|ns|ew)"

/*
 * The side of the equator or of Greenwich is lost, and with it the sign.  In
 * a city both sides are but the way that somebody went.
 */
void
passed_hemisphere(Detected *found, const char *name, Texts values)
{
	bool mixed;

	if (!changes_sign(&found->sample, &found->mapping, values, &mixed))
		return;
	if (found->sample.headerless ||
		(pattern_matches(SIDES, name_words_of(name)) &&
		 (!mixed || found->where.city == NULL)))
		passed_refuse(
			found,
			psprintf("Column \"%s\" says that degrees are in the south, or "
					 "west; a minus or a letter in their own column is read",
					 name));
	else
		detected_warn(
			found, "a feed of your own",
			"column \"%s\" may say that degrees are in the south, or "
			"west, and is passed over",
			name);
}

const char *
hemisphere_column(const Sample *sample, const Mapping *mapping)
{
	bool mixed;

	for (int i = 0; i < sample->names.count; i++)
		if (!mapping_has(mapping, sample->names.text[i]) &&
			pattern_matches(SIDES, name_words_of(sample->names.text[i])) &&
			changes_sign(sample, mapping, texts_filled(sample->values[i]),
						 &mixed))
			return sample->names.text[i];
	return NULL;
}
