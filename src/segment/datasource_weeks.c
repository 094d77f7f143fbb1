/*
 * datasource_weeks.c
 *	  The trips of a node by datasource and week.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "core/column/tripset.h"
#include "segment/datasource_weeks.h"
#include "segment/table_scan.h"
#include "types/tripset.h"

int64
datasource_key(uint32 number)
{
	return ((int64) number << 32) + ((int64) 1 << 31);
}

bool
datasource_weeks_columns(const TgTally *tally, const Names *names,
						 Datum *datasources, Datum *weeks)
{
	int64 *columns[3];
	Datum found[NODE_DATASOURCES];
	int used = 0;
	uint32 last = 0;

	if (tally->used > TG_MAX_SET)
		return false;
	for (int i = 0; i < 3; i++)
		columns[i] =
			palloc_extended(tally->used * sizeof(int64), MCXT_ALLOC_HUGE);
	for (uint32 i = 0; i < tally->used; i++)
	{
		int64 key = tally->entry[i].key;
		uint32 number = (uint32) (key >> 32);

		if (used == 0 || number != last)
		{
			if (used == NODE_DATASOURCES)
				return false;
			found[used++] = PointerGetDatum(names->names[number].value);
			last = number;
		}
		columns[0][i] = used - 1;
		columns[1][i] = key - datasource_key(number);
		columns[2][i] = tally->entry[i].count;
	}
	*datasources = PointerGetDatum(
		construct_array(found, used, TEXTOID, -1, false, TYPALIGN_INT));
	*weeks = tripset_make((const int64 *const *) columns, 3, tally->used);
	return true;
}

bool
datasource_weeks_add(Datum datasources, Datum weeks, Names *names,
					 TgTally **tally)
{
	Datum *values;
	int length;
	TgTripset set;
	int64 *columns[3];
	int64 *keys;

	length = array_elements(datasources, TEXTOID, &values);
	keys = palloc((length + 1) * sizeof(int64));
	for (int i = 0; i < length; i++)
		keys[i] = datasource_key(names_number(names, VARDATA_ANY(values[i]),
											  VARSIZE_ANY_EXHDR(values[i])));
	tripset_open(weeks, 3, 0, &set);
	for (int i = 0; i < 3; i++)
	{
		columns[i] =
			palloc_extended(set.count * sizeof(int64), MCXT_ALLOC_HUGE);
		tg_tripset_get(&set, i, columns[i]);
	}
	*tally = tally_reserve(*tally, set.count);
	for (uint32 i = 0; i < set.count; i++)
	{
		if (columns[0][i] < 0 || columns[0][i] >= length ||
			columns[1][i] < PG_INT32_MIN || columns[1][i] > PG_INT32_MAX)
			return false;
		tg_tally_add(*tally, keys[columns[0][i]] + columns[1][i],
					 columns[2][i]);
	}
	return true;
}
