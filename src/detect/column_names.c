/*
 * column_names.c
 *	  The names that the columns of a source have in a view.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "detect/column_names.h"

/* What is being named, and what has a name. */
typedef struct Naming
{
	char *const *columns;
	int count;
	char **bases; /* what the columns would be called, were there no others */
	char **names; /* of those before the one that is being named */
	int *numbers; /* that their names end with; 1: with none */
} Naming;

static bool
is_among(char *const *names, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* A name as long as names may be, with a number at its end if it is not 1. */
static char *
numbered(const char *base, int number)
{
	char *suffix = number == 1 ? "" : psprintf("_%d", number);
	int room = NAMEDATALEN - 1 - (int) strlen(suffix);
	int len = pg_mbcliplen(base, (int) strlen(base), room);

	return psprintf("%.*s%s", len, base, suffix);
}

/* The number that the last column of that base has. */
static int
last_number(const Naming *naming, int column)
{
	for (int i = column - 1; i >= 0; i--)
		if (strcmp(naming->bases[i], naming->bases[column]) == 0)
			return naming->numbers[i];
	return 1;
}

static void
name_column(Naming *naming, int column)
{
	const char *base = naming->bases[column];
	int number = 1;
	char *name = numbered(base, number);

	CHECK_FOR_INTERRUPTS();
	while (is_among(naming->names, column, name) ||
		   (number > 1 && is_among(naming->columns, naming->count, name)))
	{
		CHECK_FOR_INTERRUPTS();
		if (number == 1)
			number = last_number(naming, column);
		name = numbered(base, ++number);
	}
	naming->names[column] = name;
	naming->numbers[column] = number;
}

static bool
is_blank(const char *text)
{
	return text[strspn(text, " ")] == '\0';
}

char **
name_columns(char *const *columns, int count)
{
	Naming naming = {columns, count};

	naming.bases = palloc(count * sizeof *naming.bases);
	naming.names = palloc(count * sizeof *naming.names);
	naming.numbers = palloc(count * sizeof *naming.numbers);
	for (int i = 0; i < count; i++)
	{
		naming.bases[i] =
			is_blank(columns[i]) ? psprintf("column_%d", i + 1) : columns[i];
		name_column(&naming, i);
	}
	return naming.names;
}
