/*
 * target_key.c
 *	  The unique index that makes rows of a target one.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/pg_am.h"
#include "catalog/pg_index.h"
#include "commands/defrem.h"
#include "rewrite/prs2lock.h"
#include "rewrite/rewriteDefine.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/typcache.h"

#include "store/index_code.h"
#include "store/kept.h"
#include "store/triggers.h"
#include "target/target_key.h"

/* Where an index has a column; -1 if it has it not among its keys. */
static int
key_of(Relation index, AttrNumber column)
{
	for (int i = 0; i < index->rd_index->indnkeyatts; i++)
		if (index->rd_index->indkey.values[i] == column)
			return i;
	return -1;
}

/* Tell whether an index finds equal what the column's own operators do. */
static bool
is_on_column(Relation index, Relation table, const char *name)
{
	AttrNumber column = get_attnum(RelationGetRelid(table), name);
	int key = key_of(index, column);
	Form_pg_attribute attribute;

	if (key < 0)
		return false;
	attribute = TupleDescAttr(table->rd_att, column - 1);
	return index->rd_indcollation[key] == attribute->attcollation &&
		   index->rd_opfamily[key] == get_opclass_family(GetDefaultOpClass(
										  attribute->atttypid, BTREE_AM_OID));
}

static bool
is_on(Relation index, Relation table, char *const *columns, int count)
{
	const Form_pg_index form = index->rd_index;

	if (!form->indisunique || !form->indimmediate || !form->indisvalid ||
		form->indisexclusion || form->indnkeyatts != count ||
		index_is_partial(index) || index_has_expressions(index))
		return false;
	for (int i = 0; i < count; i++)
		if (!is_on_column(index, table, columns[i]))
			return false;
	return true;
}

static Oid
find_index(Relation table, char *const *columns, int count)
{
	List *indexes = RelationGetIndexList(table);
	Oid found = InvalidOid;
	ListCell *cell;

	foreach (cell, indexes)
	{
		Relation index = index_open(lfirst_oid(cell), AccessShareLock);

		if (!OidIsValid(found) && is_on(index, table, columns, count))
			found = RelationGetRelid(index);
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
	return found;
}

/* The index of a key, and of which. */
typedef struct KeyIndex
{
	Oid index;
	int count;
	char *columns[FLEXIBLE_ARRAY_MEMBER];
} KeyIndex;

static bool
is_of(const KeyIndex *key, char *const *columns, int count)
{
	if (key->count != count)
		return false;
	for (int i = 0; i < count; i++)
		if (strcmp(key->columns[i], columns[i]) != 0)
			return false;
	return true;
}

static KeyIndex *
look_up(Relation table, char *const *columns, int count)
{
	Kept *kept = kept_begin(RelationGetRelid(table), KEPT_KEY_INDEX);
	KeyIndex *key = MemoryContextAlloc(
		kept->context, offsetof(KeyIndex, columns) + count * sizeof(char *));

	key->index = find_index(table, columns, count);
	key->count = count;
	for (int i = 0; i < count; i++)
		key->columns[i] = MemoryContextStrdup(kept->context, columns[i]);
	kept->value = key;
	kept_whole_besides(kept);
	return key;
}

Oid
target_key_index(const TargetTable *target, char *const *columns, int count)
{
	Relation table = table_open(target->table, NoLock);
	Kept *kept = kept_find(target->table, KEPT_KEY_INDEX);
	KeyIndex *key;

	while (kept != NULL && !is_of(kept->value, columns, count))
		kept = kept->besides;
	key = kept != NULL ? kept->value : look_up(table, columns, count);
	table_close(table, NoLock);
	return key->index;
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

void
target_require_update(const TargetTable *target)
{
	Relation table = table_open(target->table, NoLock);
	const RuleLock *rules = table->rd_rules;

	for (int i = 0; rules != NULL && i < rules->numLocks; i++)
	{
		const RewriteRule *rule = rules->rules[i];

		if (rule->event == CMD_UPDATE && rule->isInstead &&
			fires_here(rule->enabled))
			ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
							errmsg("rows of table \"%s\" cannot be replaced",
								   target->name),
							errdetail("A rule ON UPDATE does something else "
									  "instead."),
							errhint("Disable it, or use a trigger.")));
	}
	table_close(table, NoLock);
}
