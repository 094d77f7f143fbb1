/*
 * row_insert.c
 *	  Rows of a store's own tables, inserted one by one.
 *
 * A statement that loads one row writes seven of these, and to parse, plan and
 * start an INSERT costs twenty times what the row does.  So what an INSERT
 * would do is kept of each table: where the columns are, what its defaults,
 * generated columns, checks and indexes evaluate.  It is done only where that
 * is all that there is: no trigger of somebody's, no rule, no forced policy,
 * no domain, and no function but the server's.  In all other cases, and where
 * a row would be refused, it is SQL.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/index.h"
#include "catalog/pg_attribute.h"
#include "executor/executor.h"
#include "lib/stringinfo.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"

#include "store/columns.h"
#include "store/index_code.h"
#include "store/kept.h"
#include "store/own_table.h"
#include "store/plain_expression.h"
#include "store/row_insert.h"
#include "store/sql.h"

/* A column that has a value of its own. */
typedef struct RowValue
{
	int column; /* from 0 */
	ExprState *value;
} RowValue;

/* What is kept of a table. */
typedef struct RowTable
{
	bool direct; /* false: use SQL */
	bool busy;	 /* with a row, whose values are in slot */
	EState *estate;
	ResultRelInfo *target; /* its relations are opened for each row */
	Oid *indexes;
	TupleTableSlot *slot;
	int count; /* of the caller's columns */
	char **names;
	int *given; /* where they are, from 0 */
	int value_count;
	RowValue *values; /* defaults */
	int generated_count;
	RowValue *generated;
	int check_count;
	ExprState **checks;
} RowTable;

static const StoreColumn *
named_column(StoreRelation relation, const char *name)
{
	const StoreRelationInfo *table = &store_relations[relation];

	for (int i = 0; i < table->count; i++)
		if (strcmp(table->columns[i].name, name) == 0)
			return &table->columns[i];
	return NULL;
}

static const StoreColumn *
column_of(const RowInsert *insert, int number)
{
	return insert->names == NULL
			   ? &store_relations[insert->relation].columns[number]
			   : named_column(insert->relation, insert->names[number]);
}

static const char *
name_of(const RowInsert *insert, int number)
{
	return insert->names == NULL
			   ? store_relations[insert->relation].columns[number].name
			   : insert->names[number];
}

/* Find where a column is; -1 if it does not take values of its type as is. */
static int
find_column(TupleDesc desc, const char *name, const StoreColumn *column)
{
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);

		if (attribute->attisdropped ||
			strcmp(NameStr(attribute->attname), name) != 0)
			continue;
		return (column == NULL ||
				(attribute->atttypid == store_column_type(column) &&
				 attribute->atttypmod == -1)) &&
					   attribute->attgenerated == '\0' &&
					   attribute->attidentity != ATTRIBUTE_IDENTITY_ALWAYS
				   ? i
				   : -1;
	}
	return -1;
}

/* Compile an expression; null if it cannot be kept. */
static ExprState *
compile(RowTable *row, Node *expression)
{
	return expression_is_plain(expression)
			   ? ExecPrepareExpr((Expr *) expression, row->estate)
			   : NULL;
}

/* What is in the columns that the caller does not give. */
static bool
prepare_rest(RowTable *row, Relation table, const bool *given)
{
	TupleDesc desc = RelationGetDescr(table);

	row->values = palloc(desc->natts * sizeof *row->values + 1);
	row->generated = palloc(desc->natts * sizeof *row->generated + 1);
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);
		RowValue value = {i};
		Node *expression;

		if (given[i] || attribute->attisdropped)
			continue;
		expression = build_column_default(table, i + 1);
		if (expression == NULL)
			continue;
		value.value = compile(row, expression);
		if (value.value == NULL)
			return false;
		if (attribute->attgenerated == '\0')
			row->values[row->value_count++] = value;
		else if (attribute->attgenerated == ATTRIBUTE_GENERATED_STORED)
			row->generated[row->generated_count++] = value;
		else
			return false;
	}
	return true;
}

static bool
prepare_checks(RowTable *row, Relation table)
{
	const TupleConstr *constr = RelationGetDescr(table)->constr;
	int count = constr == NULL ? 0 : constr->num_check;

	row->checks = palloc(count * sizeof *row->checks + 1);
	for (int i = 0; i < count; i++)
	{
		ExprState *check = compile(row, stringToNode(constr->check[i].ccbin));

		if (check == NULL)
			return false;
		row->checks[row->check_count++] = check;
	}
	return true;
}

/* Keep what the server needs of an index; false if it evaluates others' code.
 */
static bool
prepare_index(RowTable *row, Oid oid)
{
	Relation index = index_open(oid, RowExclusiveLock);
	ResultRelInfo *target = row->target;
	bool plain = !index_has_expressions(index);

	if (plain)
	{
		IndexInfo *info = BuildIndexInfo(index);

		plain = expression_is_plain((Node *) info->ii_Predicate) &&
				info->ii_ExclusionOps == NULL;
		if (plain && info->ii_Predicate != NIL)
			info->ii_PredicateState =
				ExecPrepareQual(info->ii_Predicate, row->estate);
		row->indexes[target->ri_NumIndices] = oid;
		target->ri_IndexRelationInfo[target->ri_NumIndices++] = info;
	}
	index_close(index, RowExclusiveLock);
	return plain;
}

static bool
prepare_indexes(RowTable *row, Relation table)
{
	List *indexes = RelationGetIndexList(table);
	ResultRelInfo *target = row->target = makeNode(ResultRelInfo);
	bool plain = true;
	ListCell *cell;

	row->indexes = palloc(list_length(indexes) * sizeof(Oid) + 1);
	target->ri_IndexRelationInfo =
		palloc(list_length(indexes) * sizeof(IndexInfo *) + 1);
	target->ri_IndexRelationDescs =
		palloc0(list_length(indexes) * sizeof(Relation) + 1);
	foreach (cell, indexes)
		plain = plain && prepare_index(row, lfirst_oid(cell));
	return plain;
}

/* Tell whether rows can be inserted directly, and make what that takes. */
static bool
prepare(RowTable *row, const RowInsert *insert, Relation table)
{
	TupleDesc desc = RelationGetDescr(table);
	bool *given = palloc0(desc->natts * sizeof *given + 1);

	row->count = insert->count;
	row->names = palloc(insert->count * sizeof *row->names);
	row->given = palloc(insert->count * sizeof *row->given);
	for (int i = 0; i < insert->count; i++)
		row->names[i] = pstrdup(name_of(insert, i));
	for (int i = 0; i < insert->count; i++)
	{
		row->given[i] =
			find_column(desc, name_of(insert, i), column_of(insert, i));
		if (row->given[i] < 0)
			return false;
		given[row->given[i]] = true;
	}
	row->estate = CreateExecutorState();
	/* a slot of the table's own descriptor would have to end with it */
	row->slot = MakeSingleTupleTableSlot(CreateTupleDescCopy(desc),
										 table_slot_callbacks(table));
	return prepare_rest(row, table, given) && prepare_checks(row, table) &&
		   prepare_indexes(row, table);
}

/* Feeds do not all fill the same columns. */
static bool
is_of(const RowTable *row, const RowInsert *insert)
{
	if (row->count != insert->count)
		return false;
	for (int i = 0; insert->names != NULL && i < row->count; i++)
		if (strcmp(row->names[i], insert->names[i]) != 0)
			return false;
	return true;
}

static RowTable *
row_table_of(const RowInsert *insert, Relation table)
{
	Kept *kept = kept_find(RelationGetRelid(table), KEPT_INSERT_ROW);

	while (kept != NULL && !is_of(kept->value, insert))
		kept = kept->besides;
	if (kept == NULL)
	{
		MemoryContext old;
		RowTable *row;

		kept = kept_begin(RelationGetRelid(table), KEPT_INSERT_ROW);
		old = MemoryContextSwitchTo(kept->context);
		kept->value = row = palloc0(sizeof *row);
		row->direct = prepare(row, insert, table);
		MemoryContextSwitchTo(old);
		kept_whole_besides(kept);
	}
	return kept->value;
}

static void
evaluate(const RowTable *row, const RowValue *values, int count)
{
	ExprContext *context = GetPerTupleExprContext(row->estate);

	context->ecxt_scantuple = row->slot;
	for (int i = 0; i < count; i++)
		row->slot->tts_values[values[i].column] = ExecEvalExprSwitchContext(
			values[i].value, context,
			&row->slot->tts_isnull[values[i].column]);
}

static void
fill(const RowInsert *insert, RowTable *row, const Datum *values,
	 const char *nulls)
{
	TupleTableSlot *slot = row->slot;

	ExecClearTuple(slot);
	memset(slot->tts_isnull, true,
		   slot->tts_tupleDescriptor->natts * sizeof *slot->tts_isnull);
	for (int i = 0; i < insert->count; i++)
	{
		slot->tts_values[row->given[i]] = values[i];
		slot->tts_isnull[row->given[i]] = nulls != NULL && nulls[i] == 'n';
	}
	evaluate(row, row->values, row->value_count);
	ExecStoreVirtualTuple(slot);
	evaluate(row, row->generated, row->generated_count);
}

/* The slot's descriptor is a copy without constraints. */
static bool
passes(RowTable *row, Relation table)
{
	ExprContext *context = GetPerTupleExprContext(row->estate);
	TupleDesc desc = RelationGetDescr(table);

	for (int i = 0; i < desc->natts; i++)
		if (row->slot->tts_isnull[i] && TupleDescAttr(desc, i)->attnotnull)
			return false;
	context->ecxt_scantuple = row->slot;
	for (int i = 0; i < row->check_count; i++)
		if (!ExecCheck(row->checks[i], context))
			return false;
	return true;
}

/* What an access method keeps of an index must not outlive the row. */
static void
open_indexes(RowTable *row)
{
	ResultRelInfo *target = row->target;

	for (int i = 0; i < target->ri_NumIndices; i++)
	{
		target->ri_IndexRelationDescs[i] =
			index_open(row->indexes[i], RowExclusiveLock);
		target->ri_IndexRelationInfo[i]->ii_AmCache = NULL;
		target->ri_IndexRelationInfo[i]->ii_Context = CurrentMemoryContext;
	}
}

static void
write_row(RowTable *row, Relation table)
{
	TupleTableSlot *slot = row->slot;

	table_tuple_insert(table, slot, GetCurrentCommandId(true), 0, NULL);
	if (row->target->ri_NumIndices > 0)
	{
		row->target->ri_RelationDesc = table;
		open_indexes(row);
		list_free(TgExecInsertIndexTuples(row->target, slot, row->estate));
		ExecCloseIndices(row->target);
	}
	ExecClearTuple(slot);
	/* as after a statement */
	CommandCounterIncrement();
}

static bool
insert_if_passes(const RowInsert *insert, RowTable *row, Relation table,
				 const Datum *values, const char *nulls)
{
	bool done;

	row->slot->tts_tableOid = RelationGetRelid(table);
	fill(insert, row, values, nulls);
	done = passes(row, table);
	if (done)
		write_row(row, table);
	ResetPerTupleExprContext(row->estate);
	return done;
}

/*
 * Some of the server's functions run others, or queries, such as
 * query_to_xml().  What these insert into the table meanwhile goes by SQL.
 */
static bool
use(const RowInsert *insert, RowTable *row, Relation table,
	const Datum *values, const char *nulls)
{
	bool done;

	row->busy = true;
	PG_TRY();
	{
		done = insert_if_passes(insert, row, table, values, nulls);
	}
	PG_FINALLY();
	{
		row->busy = false;
	}
	PG_END_TRY();
	return done;
}

bool
row_insert_directly(const RowInsert *insert, const Datum *values,
					const char *nulls)
{
	Relation table =
		own_table_open(insert->store, insert->relation, ACL_INSERT);
	bool done;
	RowTable *row;

	if (table == NULL)
		return false;
	row = row_table_of(insert, table);
	done = row->direct && !row->busy && use(insert, row, table, values, nulls);
	table_close(table, NoLock);
	return done;
}

static SPIPlanPtr
prepare_plan(const RowInsert *insert)
{
	Oid types[MOST_COLUMNS];
	StringInfoData names;
	StringInfoData values;

	initStringInfo(&names);
	initStringInfo(&values);
	for (int i = 0; i < insert->count; i++)
	{
		const StoreColumn *column = column_of(insert, i);
		const char *comma = i > 0 ? ", " : "";

		types[i] = store_column_type(column);
		appendStringInfo(&names, "%s%s", comma, column->name);
		appendStringInfo(&values, "%s$%d", comma, i + 1);
	}
	return sql_prepare(psprintf("INSERT INTO %s.%s (%s) VALUES (%s)",
								insert->store->quoted,
								store_relations[insert->relation].name,
								names.data, values.data),
					   insert->count, types);
}

RowInsert *
row_insert_begin(const Store *store, StoreRelation relation,
				 const char *const *names, int count)
{
	RowInsert *insert = palloc0(sizeof *insert);

	insert->store = store;
	insert->relation = relation;
	insert->names = names;
	insert->count = names == NULL ? store_relations[relation].count : count;
	return insert;
}

void
row_insert(RowInsert *insert, const Datum *values, const char *nulls)
{
	if (row_insert_directly(insert, values, nulls))
		return;
	if (insert->plan == NULL)
		insert->plan = prepare_plan(insert);
	sql_run(insert->plan, (Datum *) values, nulls);
}
