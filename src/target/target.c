/*
 * target.c
 *	  An ordinary table of a store that a feed fills.
 */
#include "compat.h"

#include "access/table.h"
#include "catalog/partition.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "commands/comment.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "store/owned.h"
#include "target/target.h"

void
target_refuse_own(const Store *store, const char *name)
{
	for (int i = 0; i < REL_COUNT; i++)
		if (strcmp(store_relations[i].name, name) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_WRONG_OBJECT_TYPE),
					 errmsg("table \"%s\" of store \"%s\" cannot be the "
							"target of a feed",
							name, store->name),
					 errhint(i == REL_TRIPS
								 ? "Leave target out: trips are where the "
								   "rows of a feed go."
								 : "Name a table of your own.")));
}

/* Find and lock it: another may have come in its place meanwhile. */
static Oid
lock_table(const Store *store, const char *name, LOCKMODE mode)
{
	Oid table = get_relname_relid(name, store->schema);

	while (OidIsValid(table))
	{
		Oid now;

		LockRelationOid(table, mode);
		now = get_relname_relid(name, store->schema);
		if (now == table)
			return table;
		UnlockRelationOid(table, mode);
		table = now;
	}
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_TABLE),
			 errmsg("store \"%s\" has no table \"%s\"", store->name, name)));
}

/*
 * The partitions of a table, locked so that they keep their owners: a
 * statement waits for some of them, and others may be given away meanwhile.
 * Some may come while locks are awaited here, too.
 */
static List *
lock_partitions(Oid table)
{
	(void) find_all_inheritors(table, AccessShareLock, NULL);
	return find_all_inheritors(table, NoLock, NULL);
}

/*
 * Statements on the table run code that whoever owns a partition of it has put
 * there, as the store's owner; and who owns what the table is a partition of
 * gives it triggers and indexes.
 */
static void
require_partitions(const Store *store, Relation table)
{
	Oid relation = RelationGetRelid(table);
	List *all = table->rd_rel->relispartition
					? get_partition_ancestors(relation)
					: NIL;
	ListCell *cell;

	if (table->rd_rel->relkind == RELKIND_PARTITIONED_TABLE)
		all = list_concat(all, lock_partitions(relation));
	foreach (cell, all)
	{
		Oid owner = relation_owner(lfirst_oid(cell));

		if (OidIsValid(owner) && owner != store->owner)
			ereport(ERROR,
					(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					 errmsg("table \"%s\" is partitioned together with one "
							"of another owner",
							RelationGetRelationName(table)),
					 errdetail("Table \"%s\" belongs to role \"%s\".",
							   get_rel_name(lfirst_oid(cell)),
							   GetUserNameFromId(owner, false)),
					 errhint("Give it to the store's owner, or detach it.")));
	}
}

/* What is written with the owner's rights must be the owner's. */
static void
require_table(const Store *store, Relation table)
{
	const char *name = RelationGetRelationName(table);
	char kind = table->rd_rel->relkind;

	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("\"%s\" is not a table", name),
						errdetail("A feed fills ordinary tables.")));
	if (table->rd_rel->relowner != store->owner)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("table \"%s\" is not of the owner of store \"%s\"",
						name, store->name),
				 errdetail("What comes through a feed is written with the "
						   "rights of the store's owner.")));
	require_partitions(store, table);
}

/* The column for the load of a row, if there is one that can hold it. */
static AttrNumber
load_column(Relation table)
{
	AttrNumber number = get_attnum(RelationGetRelid(table), TARGET_LOAD_ID);
	Form_pg_attribute attribute;

	if (number <= 0)
		return InvalidAttrNumber;
	attribute = TupleDescAttr(table->rd_att, number - 1);
	return attribute->atttypid == INT8OID && !attribute->attgenerated &&
				   attribute->attidentity == '\0'
			   ? number
			   : InvalidAttrNumber;
}

/* Tell whether there is one, made to be that. */
static bool
has_load(Relation table)
{
	AttrNumber number = load_column(table);
	char *comment =
		number == InvalidAttrNumber
			? NULL
			: GetComment(RelationGetRelid(table), RelationRelationId, number);

	return comment != NULL && strcmp(comment, TARGET_LOAD_COMMENT) == 0;
}

void
target_lock(const Store *store, const char *name)
{
	target_refuse_own(store, name);
	(void) lock_table(store, name, ShareRowExclusiveLock);
}

TargetTable *
target_find(Store *store, const char *name)
{
	TargetTable *target = palloc(sizeof *target);
	Relation table;

	target_refuse_own(store, name);
	target->store = store;
	target->table = lock_table(store, name, RowExclusiveLock);
	table = table_open(target->table, NoLock);
	require_table(store, table);
	target->name = pstrdup(name);
	target->quoted = pstrdup(quote_qualified_identifier(store->name, name));
	/* those of partitions are its own */
	target->rows = psprintf(
		"%s%s",
		table->rd_rel->relkind == RELKIND_PARTITIONED_TABLE ? "" : "ONLY ",
		target->quoted);
	target->has_load = has_load(table);
	target->load_column = load_column(table);
	table_close(table, NoLock);
	return target;
}

/* Statements go by its name, and that of its schema. */
static bool
is_named(const TargetTable *target)
{
	char *schema = get_namespace_name(target->store->schema);

	return schema != NULL &&
		   strcmp(quote_qualified_identifier(schema, target->name),
				  target->quoted) == 0 &&
		   get_relname_relid(target->name, target->store->schema) ==
			   target->table;
}

void
target_check(const TargetTable *target, Relation table)
{
	if (!is_named(target))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("table \"%s\" was renamed while a load was filling it",
						target->name)));
	require_table(target->store, table);
	if (target->has_load && load_column(table) != target->load_column)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("column \"" TARGET_LOAD_ID "\" of %s was altered "
						"while a load was filling it",
						target->name)));
}

static bool
may_fill(const TargetTable *target, Form_pg_attribute attribute)
{
	return !attribute->attisdropped && !attribute->attgenerated &&
		   attribute->attidentity != ATTRIBUTE_IDENTITY_ALWAYS &&
		   !(target->has_load &&
			 strcmp(NameStr(attribute->attname), TARGET_LOAD_ID) == 0);
}

char **
target_columns(const TargetTable *target, int *count)
{
	Relation table = table_open(target->table, NoLock);
	TupleDesc desc = RelationGetDescr(table);
	char **names = palloc(desc->natts * sizeof *names + 1);

	*count = 0;
	for (int i = 0; i < desc->natts; i++)
		if (may_fill(target, TupleDescAttr(desc, i)))
			names[(*count)++] =
				pstrdup(NameStr(TupleDescAttr(desc, i)->attname));
	table_close(table, NoLock);
	return names;
}
