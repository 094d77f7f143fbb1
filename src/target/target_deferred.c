/*
 * target_deferred.c
 *	  Deferred constraints of a target, checked while rows are written.
 *
 * What SET CONSTRAINTS does, but never for what the transaction has pending:
 * that is for whoever wrote it, when it ends.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "target/target_deferred.h"

/*
 * Add the constraints whose triggers wait for the end of a transaction.  A row
 * that comes is not looked at by those of tables that refer to this one.
 */
static List *
add_deferred(List *constraints, Oid table)
{
	Relation relation = relation_open(table, NoLock);
	const TriggerDesc *triggers = relation->trigdesc;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (trigger->tginitdeferred &&
			trigger->tgenabled != TRIGGER_DISABLED &&
			TRIGGER_FOR_INSERT(trigger->tgtype))
			constraints =
				list_append_unique_oid(constraints, trigger->tgconstraint);
	}
	relation_close(relation, NoLock);
	return constraints;
}

/*
 * Tell whether all constraints of a name are initially deferred, so that they
 * can be set back, and none of a table that rows of this transaction wait for.
 */
static bool
may_set(const char *name, Oid schema)
{
	Relation catalog = table_open(ConstraintRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple tuple;
	bool may = true;

	ScanKeyInit(&keys[0], Anum_pg_constraint_conname, BTEqualStrategyNumber,
				F_NAMEEQ, CStringGetDatum(name));
	ScanKeyInit(&keys[1], Anum_pg_constraint_connamespace,
				BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(schema));
	scan = systable_beginscan(catalog, ConstraintNameNspIndexId, true, NULL, 2,
							  keys);
	while (may && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_constraint found = (Form_pg_constraint) GETSTRUCT(tuple);

		may = found->condeferrable && found->condeferred &&
			  !AfterTriggerPendingOnRel(found->conrelid);
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return may;
}

static bool
any_pending(List *tables)
{
	ListCell *cell;

	foreach (cell, tables)
		if (AfterTriggerPendingOnRel(lfirst_oid(cell)))
			return true;
	return false;
}

static void
set_all(List *constraints, bool deferred)
{
	ConstraintsSetStmt *set = makeNode(ConstraintsSetStmt);

	set->constraints = constraints;
	set->deferred = deferred;
	AfterTriggerSetState(set);
}

TG_NORETURN static void
refuse_deferred(const TargetTable *target, const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("deferred constraint \"%s\" of table \"%s\" cannot wait "
					"for the end of another's transaction",
					name, target->name),
			 errdetail("Rows of this transaction wait for it already, or "
					   "another table has a constraint of that name."),
			 errhint("Load in a transaction of its own, make the constraint "
					 "INITIALLY IMMEDIATE, or log in as the owner of the "
					 "store.")));
}

List *
target_check_at_once(const TargetTable *target)
{
	List *tables =
		get_rel_relkind(target->table) == RELKIND_PARTITIONED_TABLE
			? find_all_inheritors(target->table, AccessShareLock, NULL)
			: list_make1_oid(target->table);
	List *constraints = NIL;
	List *names = NIL;
	ListCell *cell;
	bool pending;

	foreach (cell, tables)
		constraints = add_deferred(constraints, lfirst_oid(cell));
	if (constraints == NIL)
		return NIL;
	pending = any_pending(tables);
	foreach (cell, constraints)
	{
		char *name = get_constraint_name(lfirst_oid(cell));

		if (name == NULL)
			continue;
		if (!pending && may_set(name, target->store->schema))
			names = lappend(
				names, makeRangeVar(get_namespace_name(target->store->schema),
									name, -1));
		else if (InSecurityRestrictedOperation())
			refuse_deferred(target, name);
	}
	if (names != NIL)
		set_all(names, false);
	return names;
}

void
target_check_later(List *constraints)
{
	if (constraints != NIL)
		set_all(constraints, true);
}
