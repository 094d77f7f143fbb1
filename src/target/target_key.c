/*
 * target_key.c
 *	  The unique index that makes rows of a target one.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/pg_index.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/typcache.h"

#include "target/target_key.h"

static bool
has_column(const Form_pg_index index, Oid table, const char *column)
{
	for (int i = 0; i < index->indnkeyatts; i++)
		if (index->indkey.values[i] == get_attnum(table, column))
			return true;
	return false;
}

static bool
is_on(Relation index, Oid table, char *const *columns, int count)
{
	const Form_pg_index form = index->rd_index;

	if (!form->indisunique || !form->indimmediate || !form->indisvalid ||
		form->indnkeyatts != count ||
		RelationGetIndexPredicate(index) != NIL ||
		RelationGetIndexExpressions(index) != NIL)
		return false;
	for (int i = 0; i < count; i++)
		if (!has_column(form, table, columns[i]))
			return false;
	return true;
}

char *
target_key_index(const TargetTable *target, char *const *columns, int count)
{
	Relation table = table_open(target->table, NoLock);
	List *indexes = RelationGetIndexList(table);
	char *name = NULL;
	ListCell *cell;

	foreach (cell, indexes)
	{
		Relation index = index_open(lfirst_oid(cell), AccessShareLock);

		if (name == NULL && is_on(index, target->table, columns, count))
			name = pstrdup(RelationGetRelationName(index));
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
	table_close(table, NoLock);
	return name;
}

void
target_require_comparable(const TargetTable *target, const char *column)
{
	AttrNumber number = get_attnum(target->table, column);
	Oid type = getBaseType(get_atttype(target->table, number));
	TypeCacheEntry *entry =
		lookup_type_cache(type, TYPECACHE_EQ_OPR | TYPECACHE_LT_OPR);

	if (OidIsValid(entry->eq_opr) && entry->eq_opr < FirstNormalObjectId &&
		OidIsValid(entry->lt_opr) && entry->lt_opr < FirstNormalObjectId)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("column \"%s\" of type %s cannot be a key or a version",
					column, format_type_be(type)),
			 errdetail("The server itself must know which values are equal, "
					   "and which is greater.")));
}
