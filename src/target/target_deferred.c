/*
 * target_deferred.c
 *	  Deferred constraints of a target, checked while rows are written.
 *
 * What SET CONSTRAINTS does, but never for what the transaction has pending:
 * that is for whoever wrote it, when it ends.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
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
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "target/target_deferred.h"

/* Constraints that wait for the end of a transaction. */
typedef struct Deferred
{
	List *own;
	List *referring; /* of tables that refer to the target */
} Deferred;

/*
 * Add those of a table.  A row that comes is not looked at by those of tables
 * that refer to this one, but one that is replaced may be.
 */
static void
add_deferred(Deferred *deferred, Oid table, bool replaces)
{
	Relation relation = relation_open(table, NoLock);
	const TriggerDesc *triggers = relation->trigdesc;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];
		bool refers = RI_FKey_trigger_type(trigger->tgfoid) == RI_TRIGGER_PK;
		List **of = refers ? &deferred->referring : &deferred->own;

		if (trigger->tginitdeferred &&
			trigger->tgenabled != TRIGGER_DISABLED &&
			(TRIGGER_FOR_INSERT(trigger->tgtype) ||
			 (replaces && TRIGGER_FOR_UPDATE(trigger->tgtype))))
			*of = list_append_unique_oid(*of, trigger->tgconstraint);
	}
	relation_close(relation, NoLock);
}

/* Tell whether rows of a table, or of its partitions, wait. */
static bool
is_pending(Oid table)
{
	ListCell *cell;

	if (!OidIsValid(table))
		return false;
	foreach (cell, find_all_inheritors(table, NoLock, NULL))
		if (AfterTriggerPendingOnRel(lfirst_oid(cell)))
			return true;
	return false;
}

/*
 * Tell whether all constraints of a name are initially deferred, so that they
 * can be set back, and of no tables with rows that wait: one of foreign keys
 * is of two.
 */
static bool
may_set(const char *name, Oid schema)
{
	Relation catalog = table_open(ConstraintRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple tuple;
	bool may = TgMayUseSchema(schema, GetUserId());

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
			  !is_pending(found->conrelid) && !is_pending(found->confrelid);
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return may;
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

/* Add the name of a constraint to those to be set; false if it may not be. */
static bool
add_name(List **names, Oid constraint)
{
	HeapTuple tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(constraint));
	Form_pg_constraint form;
	bool may;

	if (!HeapTupleIsValid(tuple))
		return true;
	form = (Form_pg_constraint) GETSTRUCT(tuple);
	may = may_set(NameStr(form->conname), form->connamespace);
	if (may)
		*names = lappend(*names,
						 makeRangeVar(get_namespace_name(form->connamespace),
									  pstrdup(NameStr(form->conname)), -1));
	ReleaseSysCache(tuple);
	return may;
}

List *
target_check_at_once(const TargetTable *target, bool replaces)
{
	List *tables =
		get_rel_relkind(target->table) == RELKIND_PARTITIONED_TABLE
			? find_all_inheritors(target->table, AccessShareLock, NULL)
			: list_make1_oid(target->table);
	Deferred deferred = {NIL, NIL};
	List *names = NIL;
	ListCell *cell;

	foreach (cell, tables)
		add_deferred(&deferred, lfirst_oid(cell), replaces);
	foreach (cell, deferred.own)
		if (!add_name(&names, lfirst_oid(cell)) &&
			InSecurityRestrictedOperation())
			refuse_deferred(target, get_constraint_name(lfirst_oid(cell)));
	/* the server says so if one of these has to wait */
	foreach (cell, deferred.referring)
		(void) add_name(&names, lfirst_oid(cell));
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
