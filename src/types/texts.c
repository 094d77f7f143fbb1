/*
 * texts.c
 *	  Arrays of text.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "types/texts.h"

char **
texts_of(Datum array, int *count)
{
	Datum *values;
	bool *isnull;
	char **texts;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false,
					  TYPALIGN_INT, &values, &isnull, count);
	texts = palloc(*count * sizeof *texts);
	for (int i = 0; i < *count; i++)
		texts[i] = isnull[i] ? pstrdup("") : TextDatumGetCString(values[i]);
	return texts;
}

Datum
texts_datum(char *const *texts, int count)
{
	Datum *values = palloc(count * sizeof *values);

	for (int i = 0; i < count; i++)
		values[i] = CStringGetTextDatum(texts[i]);
	return PointerGetDatum(
		construct_array(values, count, TEXTOID, -1, false, TYPALIGN_INT));
}
