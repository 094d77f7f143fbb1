/*
 * mapping.c
 *	  Which columns make a trip.
 *
 * A dialect says so by its header; for the others a function in SQL says so
 * by their names in many languages and by what their values are:
 * detect_mapping in 32_detect_columns.sql.
 */
#include "compat.h"

#include <ctype.h>

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "detect/date_guess.h"
#include "detect/detect_feed.h"
#include "detect/midnight_dates.h"
#include "detect/position_guess.h"
#include "detect/value_class.h"
#include "store/internal.h"
#include "types/texts.h"

/* A date without marks, which a number might be, too. */
#define COMPACT_DATE "^(19|20)\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])$"

/* Names of columns of how long it took. */
#define DURATIONS "dur|dauer|total|travel|trip|per_|wait"

const char *const target_names[TARGET_COUNT] = {
	[TARGET_REGION] = "region",
	[TARGET_DATASOURCE] = "datasource",
	[TARGET_EXTERNAL_ID] = "external_id",
	[TARGET_DEPARTED_AT] = "departed_at",
	[TARGET_DEPARTED_DATE] = "departed_date",
	[TARGET_DEPARTED_TIME] = "departed_time",
	[TARGET_ORIGIN] = "origin",
	[TARGET_ORIGIN_LON] = "origin_lon",
	[TARGET_ORIGIN_LAT] = "origin_lat",
	[TARGET_ORIGIN_PLACE] = "origin_place",
	[TARGET_DESTINATION] = "destination",
	[TARGET_DESTINATION_LON] = "destination_lon",
	[TARGET_DESTINATION_LAT] = "destination_lat",
	[TARGET_DESTINATION_PLACE] = "destination_place",
};

/* The column of that plain name, or null. */
static const char *
find_plain(Texts names, Texts plain, const char *name, size_t len)
{
	for (int i = 0; i < names.count; i++)
		if (strlen(plain.text[i]) == len &&
			memcmp(plain.text[i], name, len) == 0)
			return names.text[i];
	return NULL;
}

/* Cut the next word off a list. */
static const char *
next_word(const char **list, size_t *len)
{
	const char *word = *list + strspn(*list, " ");

	*len = strcspn(word, " ");
	*list = word + *len;
	return *len == 0 ? NULL : word;
}

static bool
has_header(const KnownSource *source, Texts names, Texts plain)
{
	const char *list = source->header;
	const char *word;
	size_t len;

	while ((word = next_word(&list, &len)) != NULL)
		if (find_plain(names, plain, word, len) == NULL)
			return false;
	return true;
}

static Target
target_of(const char *name, size_t len)
{
	for (Target i = 0; i < TARGET_COUNT; i++)
		if (strlen(target_names[i]) == len &&
			memcmp(target_names[i], name, len) == 0)
			return i;
	elog(ERROR, "no target \"%.*s\"", (int) len, name);
}

static const KnownSource *
find_source(Texts names, Mapping *mapping)
{
	Texts plain = {palloc(Max(names.count, 1) * sizeof(char *)), names.count};
	const KnownSource *source = known_sources;
	const char *list;
	const char *word;
	size_t len;

	for (int i = 0; i < names.count; i++)
		plain.text[i] = plain_name_of(names.text[i]);
	while (source->dialect != NULL && !has_header(source, names, plain))
		source++;
	if (source->dialect == NULL)
		return NULL;
	list = source->mapping;
	while ((word = next_word(&list, &len)) != NULL)
	{
		size_t target = strcspn(word, "=");

		mapping->name[target_of(word, target)] =
			find_plain(names, plain, word + target + 1, len - target - 1);
	}
	return source;
}

/* Tell whether a column may have minutes, which an hour alone would lose. */
static bool
has_minutes(Texts names)
{
	for (int i = 0; i < names.count; i++)
	{
		const char *words = name_words_of(names.text[i]);

		if (pattern_matches("(^|_)(minutes?|mins?|minuten?|minuto|minuta|"
							"minuut|minutt)(_|$)",
							words) &&
			!pattern_matches(DURATIONS, words))
			return true;
	}
	return false;
}

/* Names of columns of dates. */
#define DATES                                                                 \
	"date|dato|datum|fecha|(^|_)data(_|$)|tarih|dzien|serial|excel|jour"      \
	"|giorno|(^|_)dag(_|$)|pvm|paivamaara|u65e5u671f|u65e5u4ed8|ub0a0uc9dc"   \
	"|uc77cuc790"

/* What a spreadsheet counts from 1954 to 2064, without a time of day. */
#define WHOLE_SERIAL "^[2-5]\\d{4}$"

bool
are_whole_days(const char *name, Texts values)
{
	return pattern_matches(DATES, name_words_of(name)) &&
		   pattern_share(WHOLE_SERIAL, values, 100);
}

/* Tell whether a form is that of a spreadsheet. */
static bool
is_serial(const char *template)
{
	return template != NULL && strcmp(template, "SERIAL") == 0;
}

/* Tell whether values are written as departures are said to be. */
static bool
are_as_said(const char *template, Texts values)
{
	for (int i = 0; i < values.count; i++)
	{
		int64 departure;
		TgClock clock;

		if (departure_read(values.text[i], template, &departure, &clock) !=
			TG_OK)
			return false;
	}
	return values.count > 0;
}

/*
 * Names of columns of what passed since midnight, which say so; and of those
 * of minutes that may mean it, or how long a trip took.
 */
#define SINCE_MIDNIGHT                                                        \
	"_?((since|after|past|from)_?midnight|(seit|nach|ab)_?mitternacht"        \
	"|of_?(the_?)?day)(_|$)"
#define MINUTES "min(ute)?[sn]?"
#define SAYS_MIDNIGHT "(^|_)" MINUTES SINCE_MIDNIGHT
#define COUNTS_FROM_MIDNIGHT                                                  \
	"(^|_)(" MINUTES                                                          \
	"|sec(ond)?s?|sekunden?|hours?|stunden?|h|s)" SINCE_MIDNIGHT
#define MAY_MEAN_MIDNIGHT                                                     \
	"^(trip_?|ride_?)?(dep(art(ure)?)?|start|begin|pick_?up|abfahrts?)_?"     \
	"(time_?)?(in_?)?" MINUTES "$|(^|_)" MINUTES "_?in_?(the_?)?day(_|$)"
#define OF_DAY "^(\\d{1,3}|1[0-3]\\d\\d|14[0-3]\\d)$"
#define OF_DAY_PADDED "^0\\d{3}$"
#define BEYOND_AN_HOUR "^0*([6-9]\\d|\\d{3,5})([.,]\\d*)?$"

bool
name_says_midnight(const char *name)
{
	return pattern_matches(SAYS_MIDNIGHT, name_words_of(name));
}

/* Tell whether numbers may be minutes since midnight, by that name. */
static bool
may_be_day_minutes(const char *name, Texts values)
{
	return pattern_matches(MAY_MEAN_MIDNIGHT, name_words_of(name)) &&
		   pattern_count(BEYOND_AN_HOUR, values) > 0;
}

bool
counts_from_midnight(const char *name, Texts values)
{
	return values.count > 0 &&
		   (pattern_matches(COUNTS_FROM_MIDNIGHT, name_words_of(name)) ||
			may_be_day_minutes(name, values));
}

bool
are_day_minutes(const char *name, Texts values)
{
	/* what may be another thing, and is 0815, may be hours, too */
	return name_says_midnight(name)
			   ? pattern_share(OF_DAY "|" OF_DAY_PADDED, values, 100)
			   : pattern_share(OF_DAY, values, 100) &&
					 may_be_day_minutes(name, values);
}

#define HOURS                                                                 \
	"(^|_)(hour|hr|stunde|heure|hora|ora|uur|godzina|hodina|timme)(_|$)"
#define TIMES                                                                 \
	"(time|zeit|uhr|zeitpunkt|(^|_)tijd|tijdstip|czas|(^|_)cas|(^|_)tid|"     \
	"tidspunkt|tidpunkt|klokkeslett|kello|aika|saat|vremya|u65f6u95f4|"       \
	"u6642u9593|uc2dcuac04|uc2dcuac01|u6642u523b)(_|$)"

bool
name_says_hours(const char *name)
{
	return pattern_matches(HOURS, name_words_of(name));
}

bool
name_says_time(const char *name)
{
	const char *words = name_words_of(name);

	return pattern_matches(TIMES, words) && !pattern_matches(DURATIONS, words);
}

/* Hours and minutes, and what is hours and quarters of them as well. */
#define CLOCK_DIGITS "^([01]\\d|2[0-3])[0-5]\\d$"
#define CLOCK_POINT "^([01]?\\d|2[0-3])[.][0-5]\\d$"
#define QUARTERS "[.](00|25|50|75)$"

bool
are_clock_numbers(const char *name, Texts values)
{
	return (name_says_time(name) && pattern_share(CLOCK_POINT, values, 100) &&
			!pattern_share(QUARTERS, values, 100)) ||
		   ((name_says_time(name) || name_says_hours(name)) &&
			pattern_share(CLOCK_DIGITS, values, 100));
}

/*
 * What numbers are of a time, by what they are called: days as a spreadsheet
 * counts them, which might be seconds of a day if they were only said to be
 * times; minutes since midnight; or hours, which might end at 24 if they began
 * at 1.
 */
static const char *
class_of_time(const Sample *sample, int column)
{
	const char *name = sample->names.text[column];
	Texts values = texts_filled(sample->values[column]);
	const char *words = name_words_of(name);

	bool serial = is_serial(sample->date_format);

	if (serial && dates_are_serial(values))
		return "serial";
	if (pattern_matches(DATES, words))
	{
		if (dates_are_serial(values) ||
			(serial && are_whole_days(name, values)))
			return "serial";
		if (pattern_share(COMPACT_DATE, values, 60))
			return "date";
	}
	if (are_day_minutes(name, values))
		return "minutes";
	if (are_clock_numbers(name, values))
		return "time";
	if (pattern_matches("(^|_)(hour|hr|stunde|heure|hora|ora|uur|godzina|"
						"hodina|timme|h)(_|$)",
						words) &&
		!pattern_matches(DURATIONS, words) &&
		pattern_share("^([01]?\\d|2[0-3])$", values, 100) &&
		!has_minutes(sample->names))
		return "hour";
	return "number";
}

/* A text among what was found; null for none. */
static const char *
found_text(Jsonb *found, const char *key)
{
	JsonbValue value;

	if (getKeyJsonValueFromContainer(&found->root, key, (int) strlen(key),
									 &value) == NULL ||
		value.type != jbvString)
		return NULL;
	return pnstrdup(value.val.string.val, value.val.string.len);
}

/* Tell whether there is something of that name among what was found. */
static bool
found_key(Jsonb *found, const char *key)
{
	JsonbValue value;

	return getKeyJsonValueFromContainer(&found->root, key, (int) strlen(key),
										&value) != NULL;
}

/* Tell whether names differ in a letter or digit, the first before the second.
 */
static bool
is_numbered(const char *one, const char *other)
{
	int differ = 0;

	if (one == NULL || other == NULL || strlen(one) != strlen(other))
		return false;
	for (; *one != '\0'; one++, other++)
		if (*one != *other)
		{
			differ++;
			if (*one > *other || !isalnum((unsigned char) *one))
				return false;
		}
	return differ == 1;
}

static bool
ends_are_numbered(const Mapping *mapping)
{
	static const Target origins[] = {TARGET_ORIGIN, TARGET_ORIGIN_LON,
									 TARGET_ORIGIN_PLACE};

	for (int i = 0; i < lengthof(origins); i++)
		if (is_numbered(mapping->name[origins[i]],
						mapping->name[origins[i] + TARGET_DESTINATION -
									  TARGET_ORIGIN]))
			return true;
	return false;
}

/* Names of columns of how long it took, whatever times of a day they have. */
#define LONG_TIMES                                                            \
	"dur(ation|ata|acion|acao|ee)?(_|$)|dauer|elapsed|wait|travel_?time"      \
	"|total_?time|driv(e|ing)_?time|moving_?time|run(ning)?_?time"            \
	"|time_?(taken|spent)|reisezeit|fahrtzeit|fahrzeit|tiempo_(de_)?viaje"    \
	"|temps_(de_)?trajet|tempo_di_viaggio|tempo_de_viagem|reistijd"

/* Names that may say so. */
#define MAYBE_LONG_TIMES "(trip|ride|journey|tour|rental)_?(time|zeit)$"

/*
 * Tell whether what looks like times of a day says how long a trip took: by
 * its name, or if no value is more than some hours.
 */
static bool
is_duration(const char *name, Texts values)
{
	const char *words = name_words_of(name);

	return pattern_matches(LONG_TIMES, words) ||
		   (pattern_matches(MAYBE_LONG_TIMES, words) &&
			pattern_share("^0?[0-3][:.h]", values, 100));
}

const char *
sample_times(const Sample *sample, int column)
{
	for (int i = 0; i < sample->names.count; i++)
	{
		Texts values = texts_filled(sample->values[i]);
		const char *class = i == column ? NULL : value_class(values);

		if (class == NULL)
			continue;
		if (strcmp(class, "time") == 0 &&
			!is_duration(sample->names.text[i], values))
			return sample->names.text[i];
		if (strcmp(class, "number") != 0)
			continue;
		class = class_of_time(sample, i);
		if (strcmp(class, "hour") == 0 || strcmp(class, "minutes") == 0)
			return sample->names.text[i];
	}
	return NULL;
}

/* Where hours and minutes begin in a template; or its end. */
static size_t
time_within(const char *template)
{
	size_t at = 0;
	bool quoted = false;

	for (; template[at] != '\0'; at++)
	{
		quoted ^= template[at] == '"';
		if (!quoted && (pg_strncasecmp(template + at, "HH", 2) == 0 ||
						pg_strncasecmp(template + at, "MI", 2) == 0))
			break;
	}
	return at;
}

/* What values are of departures that are said to be written so; or null. */
static const char *
class_as_said(const char *template, const char *name, Texts values)
{
	size_t at = time_within(template);
	size_t end = at;
	Texts timed = {palloc(Max(values.count, 1) * sizeof(char *)),
				   values.count};

	if (are_as_said(template, values))
		return template[at] != '\0' ? "datetime" : "date";
	while (end > 0 && template[end - 1] == ' ')
		end--;
	if (end == at || template[at] == '\0')
		return NULL; /* a date and a time are joined by a blank */
	if (are_as_said(pnstrdup(template, end), values))
		return "date";
	/* which numbers might be of anything */
	if (pattern_share("^[\\d.,]+$", values, 100) && !name_says_time(name) &&
		!name_says_hours(name) &&
		!pattern_matches("min|^t$", name_words_of(name)))
		return NULL;
	for (int i = 0; i < values.count; i++)
		timed.text[i] = psprintf("2000-01-01 %s", values.text[i]);
	if (!are_as_said(psprintf("YYYY-MM-DD %s", template + at), timed))
		return NULL;
	return pg_strncasecmp(template + at, "MINUTES", 7) == 0 ? "minutes"
															: "time";
}

const char *
column_class(const Sample *sample, int column)
{
	Texts values = texts_filled(sample->values[column]);
	const char *class = value_class(values);
	TgPositionForm form;

	if (class != NULL && strcmp(class, "number") == 0)
		class = class_of_time(sample, column);
	if (sample->date_format != NULL && !is_serial(sample->date_format))
	{
		const char *said = class_as_said(sample->date_format,
										 sample->names.text[column], values);

		if (said != NULL)
			return said;
	}
	if (class != NULL && strcmp(class, "datetime") == 0 &&
		midnight_of_dates(values) != NULL &&
		sample_times(sample, column) != NULL)
		return "date";
	if (class != NULL && strcmp(class, "time") == 0 &&
		is_duration(sample->names.text[column], values))
		return "duration";
	if (!position_may_be_code(class))
		return class;
	form = position_code_form(sample->names.text[column], values);
	if (form == TG_FORM_DEGREES)
		return class;
	return tg_position_form_is_path(form) ? "path" : "position";
}

/* The only column whose values are departures as they are said; or null. */
static const char *
find_as_said(const Sample *sample)
{
	const char *only = NULL;

	for (int i = 0; i < sample->names.count; i++)
		if (are_as_said(sample->date_format, texts_filled(sample->values[i])))
		{
			if (only != NULL)
				return NULL;
			only = sample->names.text[i];
		}
	return only;
}

/* What the names and values of columns say. */
static Mapping
guess_mapping(const Sample *sample)
{
	static const Oid types[] = {TEXTARRAYOID, TEXTARRAYOID, INT4ARRAYOID,
								INT4OID};
	int count = sample->names.count;
	char **classes = palloc(Max(count, 1) * sizeof(char *));
	Datum *filled = palloc(Max(count, 1) * sizeof(Datum));
	Mapping mapping = {{NULL}};
	Jsonb *found;

	for (int i = 0; i < count; i++)
	{
		Texts values = texts_filled(sample->values[i]);
		const char *class = column_class(sample, i);

		filled[i] = Int32GetDatum(values.count);
		classes[i] = unconstify(char *, class != NULL	   ? class
										: values.count > 0 ? "text"
														   : "");
	}
	found = DatumGetJsonbP(OidFunctionCall4Coll(
		internal_function("detect_mapping", lengthof(types), types),
		DEFAULT_COLLATION_OID, texts_datum(sample->names.text, count),
		texts_datum(classes, count),
		PointerGetDatum(construct_array(filled, count, INT4OID, sizeof(int32),
										true, TYPALIGN_INT)),
		Int32GetDatum(sample->rows)));
	for (Target i = 0; i < TARGET_COUNT; i++)
		mapping.name[i] = found_text(found, target_names[i]);
	if (sample->date_format != NULL &&
		mapping.name[TARGET_DEPARTED_AT] == NULL &&
		mapping.name[TARGET_DEPARTED_DATE] == NULL)
		mapping.name[TARGET_DEPARTED_AT] = find_as_said(sample);
	mapping.unnamed = found_key(found, "unnamed");
	mapping.turned = found_key(found, "turned");
	mapping.rival = found_text(found, "rival");
	mapping.rival_named = found_key(found, "rival_named");
	mapping.rival_date = found_text(found, "rival_date");
	mapping.arrival = found_text(found, "arrival");
	mapping.rival_ends[0] = found_text(found, "rival_origin");
	mapping.rival_ends[1] = found_text(found, "rival_destination");
	mapping.crossed[0] = found_text(found, "crossed");
	mapping.crossed[1] = found_text(found, "rival_crossed");
	mapping.asked = found_text(found, "asked");
	mapping.by_order = found_key(found, "by_order");
	mapping.numbered = mapping.by_order && ends_are_numbered(&mapping);
	return mapping;
}

bool
mapping_has(const Mapping *mapping, const char *name)
{
	for (int i = 0; i < TARGET_COUNT; i++)
		if (mapping->name[i] != NULL && strcmp(mapping->name[i], name) == 0)
			return true;
	return false;
}

void
mapping_guess(const Sample *sample, Mapping *mapping)
{
	*mapping = guess_mapping(sample);
}

/* What one mapping does not say, another does. */
static void
fill_in(Mapping *mapping, const Mapping *other)
{
	if (mapping->name[TARGET_DEPARTED_AT] == NULL)
	{
		mapping->rival = other->rival;
		mapping->rival_named = other->rival_named;
		mapping->rival_date = other->rival_date;
		mapping->arrival = other->arrival;
		mapping->asked = other->asked;
	}
	if (mapping->name[TARGET_ORIGIN_PLACE] == NULL)
	{
		mapping->unnamed = other->unnamed;
		mapping->by_order = other->by_order;
		mapping->numbered = other->numbered;
		mapping->turned = other->turned;
		memcpy(mapping->crossed, other->crossed, sizeof mapping->crossed);
		memcpy(mapping->rival_ends, other->rival_ends,
			   sizeof mapping->rival_ends);
	}
	for (Target i = 0; i < TARGET_COUNT; i++)
		if (mapping->name[i] == NULL)
			mapping->name[i] = other->name[i];
}

static bool
has_positions(const Mapping *mapping)
{
	return (mapping->name[TARGET_ORIGIN_LON] != NULL &&
			mapping->name[TARGET_DESTINATION_LON] != NULL) ||
		   (mapping->name[TARGET_ORIGIN] != NULL &&
			mapping->name[TARGET_DESTINATION] != NULL);
}

const KnownSource *
mapping_find(const Sample *sample, Mapping *mapping)
{
	const KnownSource *source;
	Mapping guess;

	memset(mapping, 0, sizeof *mapping);
	source = find_source(sample->names, mapping);
	if (mapping->name[TARGET_ORIGIN] == NULL &&
		mapping->name[TARGET_ORIGIN_LON] == NULL &&
		mapping->name[TARGET_ORIGIN_PLACE] == NULL)
	{
		guess = guess_mapping(sample);
		if (mapping->name[TARGET_DEPARTED_AT] != NULL)
			guess.name[TARGET_DEPARTED_DATE] =
				guess.name[TARGET_DEPARTED_TIME] = NULL;
		fill_in(mapping, &guess);
	}
	else if (mapping->name[TARGET_ORIGIN_PLACE] != NULL &&
			 !has_positions(mapping))
	{
		/* positions, where a copy has them, besides names */
		guess = guess_mapping(sample);
		if (has_positions(&guess))
			fill_in(mapping, &guess);
	}
	return source;
}
