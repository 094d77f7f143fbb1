/*
 * passed_over.c
 *	  Columns that no trip is read from, and that change what the others mean.
 *
 * They are known by their values, and by names only where values would be
 * those of much else.
 */
#include "compat.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/timestamp.h"

#include "detect/date_guess.h"
#include "detect/detected.h"
#include "detect/doubts.h"
#include "detect/midnight_dates.h"
#include "detect/passed_columns.h"
#include "detect/passed_over.h"

#define NOON 12

void
passed_refuse(Detected *found, const char *why)
{
	if (found->refusal == NULL)
		found->refusal = why;
}

/* How many trips a row stands for, by names that say nothing else. */
#define NUMBERS                                                               \
	"((n|num|number|no|nr|total|sum|anzahl|nb|nombre|numero|persons?"         \
	"|passengers?|pax|vehicles?|cars?|bikes?|personen|fahrzeug)?_?"           \
	"(of_|de_|der_)?(trips|rides|journeys|flows|fahrten|viajes"               \
	"|viagens|trajets|viaggi|ritten|przejazdy|jizdy|turer|resor"              \
	"|matkat|poezdki)(_count|_total)?"                                        \
	"|(trip|ride|journey|flow)_(count|total)"                                 \
	"|counts?|volume|fahrtzahl)"

/* The same by names that may say something else. */
#define NUMBERS_OF_MORE                                                       \
	"(trip_)?(freq|frequency|weight|demand|expansion_factor)"

/* By names of which only whole numbers say it. */
#define WHOLE_NUMBERS                                                         \
	"(0|n|n_obs|num|cnt|size|anzahl|menge|haufigkeit|nombre|nb|effectif"      \
	"|numero|cantidad|quantita|quantidade|aantal|liczba|pocet|antal|antall"   \
	"|flow|value|wert|valeur|valor|valore|total|totals|sum|summe|somme|suma"  \
	"|qty|quantity|amount|movements?|pax|observations|records|rows"           \
	"|vehicles|(od|bike|bikes|vehicle|car|obs|row|record|user|person)_("      \
	"count|cnt|n))"

/* Numbers of rows, each one more than the one before. */
static bool
are_row_numbers(Texts values)
{
	for (int i = 1; i < values.count; i++)
		if (strtol(values.text[i], NULL, 10) !=
			strtol(values.text[i - 1], NULL, 10) + 1)
			return false;
	return values.count > 1;
}

/*
 * A row that stands for several trips would count as one.  Where the sample
 * has but one each, the rest of the file may have more.
 */
static void
settle_counts(Detected *found, const char *name, Texts values)
{
	const char *words = name_words_of(name);
	bool more = pattern_matches("^" NUMBERS_OF_MORE "$", words);
	bool whole = pattern_matches("^" WHOLE_NUMBERS "$", words);

	if (whole ? !pattern_share("^\\d{1,9}([.]0*)?$", values, 100) ||
					are_row_numbers(values)
			  : !(more || pattern_matches("^" NUMBERS "$", words)) ||
					!pattern_share("^\\d{1,9}([.,]\\d*)*$", values, 60))
		return;
	if (whole || more || pattern_share("^1([.]0*)?$", values, 100))
		detected_warn(found, "a feed of your own",
					  "column \"%s\" may say how many trips a row stands "
					  "for; each row is taken for one",
					  name);
	else
		found->refusal = psprintf(
			"Column \"%s\" says that a row stands for several trips; a feed "
			"of your own that leaves it out takes each row for one",
			name);
}

/* Tell whether departures are by a clock of 24 hours. */
static bool
has_whole_days(const Detected *found)
{
	Texts departures = texts_filled(detected_departures(found));

	for (int i = 0; i < departures.count; i++)
	{
		int64 departure;
		TgClock clock;

		if (departure_read(departures.text[i], found->date_format, &departure,
						   &clock) == TG_OK)
		{
			int64 hour = departure / USECS_PER_HOUR % HOURS_PER_DAY;

			if (hour < 0)
				hour += HOURS_PER_DAY;
			if (hour == 0 || hour > NOON)
				return true;
		}
	}
	return false;
}

/* The half of the day, in a column of its own, is lost without it. */
static void
settle_halves(Detected *found, const char *name, Texts values)
{
	if (!pattern_share("^([ap][.]?( ?m[.]?)?|上午|下午|午前|午後|오전|오후)$",
					   values, 100) ||
		template_has(found->date_format, "AM") || has_whole_days(found))
		return;
	if (pattern_share("^[ap]$", values, 100) &&
		!pattern_matches("(^|_)(am_?pm|meridiem|period)", name_words_of(name)))
		return;
	passed_refuse(
		found,
		psprintf("Column \"%s\" says which half of the day departures are "
				 "in; a column that has it behind their time is read",
				 name));
}

#define NO_TRIP                                                               \
	"^((trip|ride|order|rider|driver|user|customer|passenger|client|system"   \
	"|provider|operator)[_ -]?)?(cancel(l?ed|l?ation)?(_|[ -]by.*)?|storn.*"  \
	"|abgesagt|annul.*|cancelad[oa]|cancelad[oa]s|geannuleerd|anulowan[aey]"  \
	"|zrusen.*|avbr[uo]t.*|aflyst|inst[aä]lld|peruttu|no[_ -]?show|aborted"  \
	"|rejected|void(ed)?|deleted|отмен.*|取消|已取消)$"
#define FALSE_VALUE "^(f|false|n|no|0|nein|non)$"
#define TRUE_VALUE "^(t|true|y|yes|1|ja|si|sí|oui|x)$"

#define MOST_VALUES 5 /* that a warning names */

/* A value, and how many rows have it. */
typedef struct Counted
{
	const char *value;
	int rows;
} Counted;

static int
compare_counted(const void *a, const void *b)
{
	const Counted *one = a;
	const Counted *other = b;

	return one->rows != other->rows ? other->rows - one->rows
									: strcmp(one->value, other->value);
}

/* Write the values that most rows have, with how many these are. */
static const char *
list_counted(Counted *counted, int count)
{
	StringInfoData list;

	initStringInfo(&list);
	qsort(counted, count, sizeof *counted, compare_counted);
	for (int i = 0; i < Min(count, MOST_VALUES); i++)
		appendStringInfo(
			&list, "%s\"%.*s\" (%d)", i > 0 ? ", " : "",
			pg_mbcliplen(counted[i].value, (int) strlen(counted[i].value), 40),
			counted[i].value, counted[i].rows);
	if (count > MOST_VALUES)
		appendStringInfo(&list, " and %d more", count - MOST_VALUES);
	return list.data;
}

/* Count one more row with a value. */
static int
count_value(Counted *counted, int count, const char *value)
{
	int i = 0;

	while (i < count && strcmp(counted[i].value, value) != 0)
		i++;
	if (i == count)
		counted[count++] = (Counted){value, 0};
	counted[i].rows++;
	return count;
}

/* What becomes of rows in a stream of the changes of a table. */
#define CHANGES                                                               \
	"^(c|r|u|d|i|insert|update|delete|upsert|modify|remove|read|create"       \
	"|bootstrap-insert|[-+][iud]|update_(before|after|preimage|postimage))$"
#define CHANGES_OF_ROWS                                                       \
	"^(u|d|update|delete|upsert|modify|remove|[-+]u|-d"                       \
	"|update_(before|after|preimage|postimage))$"
/* The first two of what follows. */
enum
{
	STATUS_CHANGE,
	STATUS_MOMENT,
};

/* By which values a column of some name says that a row is no trip. */
static const struct
{
	const char *name;	/* a pattern of its words; null: any */
	const char *all;	/* of each value; null: any */
	const char *values; /* of those that say it */
} statuses[] = {
	{"(^|_)(op|operation|dml|cdc|change|kind|event_?name|(event|change|op"
	 "|operation|row|dml)_?(type|kind)|type)$",
	 CHANGES, CHANGES_OF_ROWS},
	{"(^|_)(cancel|storn|annul|void|deleted)[a-z]*_(at|on|time|date|datetime"
	 "|ts|timestamp)$",
	 "^\\d{9}|^\\d+[-/.]\\d+[-/.]\\d", "^\\d"},
	{"(^|_)(is_|was_)?(cancel|storn|annul|void|deleted)", NULL,
	 "(" NO_TRIP "|" TRUE_VALUE ")"},
	{"^(is_)?(test|fake|dummy)(_(trip|ride|order))?$", NULL, TRUE_VALUE},
	{"^(is_)?(valid|completed|finished)(_(trip|ride|order))?$", NULL,
	 FALSE_VALUE},
	{NULL, NULL, NO_TRIP},
};

/* How many rows have which of the values that a pattern has. */
static int
count_matching(Texts values, const char *pattern, Counted *counted)
{
	int count = 0;

	for (int i = 0; i < values.count; i++)
		if (pattern_matches(pattern, values.text[i]))
			count = count_value(counted, count, values.text[i]);
	return count;
}

/* Tell of rows that say that they are no trips, or changes of others. */
static void
settle_status(Detected *found, const char *name, Texts values)
{
	const char *words = name_words_of(name);
	Counted *counted = palloc(Max(values.count, 1) * sizeof *counted);
	int which = 0;
	int count;

	while ((statuses[which].name != NULL &&
			!pattern_matches(statuses[which].name, words)) ||
		   (statuses[which].all != NULL &&
			!pattern_share(statuses[which].all, values, 100)))
		which++;
	count = count_matching(values, statuses[which].values, counted);
	if (count > 0 && which == STATUS_MOMENT)
		detected_warn(
			found, "a file without them",
			"rows whose column \"%s\" has a time, %d among the first "
			"%d, are taken for trips like any other",
			name, pattern_count(statuses[which].values, values),
			found->sample.rows);
	else if (count > 0 && which == STATUS_CHANGE)
		detected_warn(found, "a file of the rows as they are",
					  "rows whose column \"%s\" has %s among the first %d are "
					  "changes of others, and are taken for trips",
					  name, list_counted(counted, count), found->sample.rows);
	else if (count > 0)
		detected_warn(found, "a file without them",
					  "rows whose column \"%s\" has %s among the first %d are "
					  "taken for trips like any other",
					  name, list_counted(counted, count), found->sample.rows);
	pfree(counted);
}

/* Names of columns of whose trips they are, and where. */
#define LABELS                                                                \
	"(data_?source|data_?set|provider|vendor|operator|platform|network"       \
	"|system|anbieter|betreiber|operador|operateur)(_?name)?"
#define REGIONS                                                               \
	"(region|city|town|municipality|stadt|ciudad|ville|citta|cidade)"

/* A label that some rows lack is none of a feed's, and that of the others
 * lost.
 */
static void
settle_label(Detected *found, const char *name, Texts values)
{
	const char *words = name_words_of(name);
	bool region = pattern_matches("^" REGIONS "$", words);
	Target target = region ? TARGET_REGION : TARGET_DATASOURCE;

	if (values.count < found->sample.rows &&
		found->mapping.name[target] == NULL &&
		(region || pattern_matches("^" LABELS "$", words)) &&
		(values.count == 0 ? region
						   : pattern_share("[[:alpha:]]", values, 100)))
		detected_warn(found, target_names[target],
					  "column \"%s\" is empty in some rows and passed over",
					  name);
}

void
settle_passed_over(Detected *found)
{
	const Sample *sample = &found->sample;

	for (int i = 0; i < sample->names.count; i++)
	{
		const char *name = sample->names.text[i];
		Texts values = texts_filled(sample->values[i]);

		if (mapping_has(&found->mapping, name))
			continue;
		if (found->source == NULL)
			settle_label(found, name, values);
		if (values.count == 0)
			continue;
		settle_counts(found, name, values);
		if (found->source != NULL)
			continue;
		settle_halves(found, name, values);
		passed_hemisphere(found, name, values);
		passed_zone(found, name, sample->values[i]);
		passed_parts(found, name, sample->values[i]);
		settle_status(found, name, values);
	}
}
