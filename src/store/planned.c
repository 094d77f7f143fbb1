/*
 * planned.c
 *	  Functions that a statement runs while it is planned.
 *
 * The planner evaluates immutable functions of constants in what it knows of a
 * table: expressions and predicates of indexes, expressions of statistics and
 * of partition keys, checks.  It does so as whoever asks, whoever wrote them.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_index.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_partitioned_table.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_statistic_ext.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "store/planned.h"

static bool
is_of_superuser(Oid function)
{
	HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	bool result = false;

	if (HeapTupleIsValid(tuple))
	{
		result = superuser_arg(((Form_pg_proc) GETSTRUCT(tuple))->proowner);
		ReleaseSysCache(tuple);
	}
	return result;
}

/*
 * Functions of the server and of extensions are nobody's who owns a store; but
 * whoever owns an extension, a trusted one, adds functions of his own to it.
 */
static bool
is_foreign(Oid function, void *context)
{
	return function >= FirstNormalObjectId &&
		   (!OidIsValid(getExtensionOfObject(ProcedureRelationId, function)) ||
			!is_of_superuser(function));
}

static bool
has_foreign(Node *node, void *context)
{
	if (node == NULL)
		return false;
	return check_functions_in_node(node, is_foreign, context) ||
		   expression_tree_walker(node, has_foreign, context);
}

/* A catalog whose rows tell of a relation, and its columns of expressions. */
typedef struct Catalog
{
	Oid relation;
	Oid index;
	AttrNumber key;
	AttrNumber expressions[2];
} Catalog;

static const Catalog catalogs[] = {
	{IndexRelationId,
	 IndexIndrelidIndexId,
	 Anum_pg_index_indrelid,
	 {Anum_pg_index_indexprs, Anum_pg_index_indpred}},
	{StatisticExtRelationId,
	 StatisticExtRelidIndexId,
	 Anum_pg_statistic_ext_stxrelid,
	 {Anum_pg_statistic_ext_stxexprs}},
	{ConstraintRelationId,
	 ConstraintRelidTypidNameIndexId,
	 Anum_pg_constraint_conrelid,
	 {Anum_pg_constraint_conbin}},
	{PartitionedRelationId,
	 PartitionedRelidIndexId,
	 Anum_pg_partitioned_table_partrelid,
	 {Anum_pg_partitioned_table_partexprs}},
};

/* The text of an expression, null if the row has none. */
static char *
expression_text(HeapTuple tuple, AttrNumber column, TupleDesc desc)
{
	bool isnull;
	Datum value;

	if (column == 0)
		return NULL;
	value = heap_getattr(tuple, column, desc, &isnull);
	return isnull ? NULL : TextDatumGetCString(value);
}

static bool
catalog_has_foreign(const Catalog *of, Oid relation)
{
	Relation catalog = table_open(of->relation, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple tuple;
	bool found = false;

	ScanKeyInit(&key, of->key, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(relation));
	scan = systable_beginscan(catalog, of->index, true, NULL, 1, &key);
	while (!found && HeapTupleIsValid(tuple = systable_getnext(scan)))
		for (int i = 0; i < lengthof(of->expressions) && !found; i++)
		{
			char *text = expression_text(tuple, of->expressions[i],
										 RelationGetDescr(catalog));

			found = text != NULL && has_foreign(stringToNode(text), NULL);
		}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return found;
}

/* A statement that reads a table reads those that inherit from it. */
bool
planning_runs_functions(Oid relation)
{
	List *family = find_all_inheritors(relation, AccessShareLock, NULL);
	ListCell *cell;

	foreach (cell, family)
		for (int i = 0; i < lengthof(catalogs); i++)
			if (catalog_has_foreign(&catalogs[i], lfirst_oid(cell)))
				return true;
	return false;
}

bool
reads_foreign_tables(Oid relation)
{
	List *family = find_all_inheritors(relation, AccessShareLock, NULL);
	ListCell *cell;

	foreach (cell, family)
		if (get_rel_relkind(lfirst_oid(cell)) == RELKIND_FOREIGN_TABLE)
			return true;
	return false;
}
