/*
 * table_scan.c
 *	  Rows of a store's tables, read by their indexes.
 */
#include "compat.h"

#include "access/relscan.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/primnodes.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "index/strategy.h"
#include "segment/table_scan.h"
#include "store/policy.h"
#include "store/store.h"

static const StoreRelationInfo *
table_of(const TableScan *scan)
{
	return &store_relations[scan->table];
}

static const char *
store_of(const TableScan *scan)
{
	return get_namespace_name(RelationGetNamespace(scan->relation));
}

static AttrNumber
find_column(const TableScan *scan, const StoreColumn *column)
{
	TupleDesc desc = RelationGetDescr(scan->relation);
	Oid type = store_column_type(column);

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);

		if (attribute->attisdropped ||
			strcmp(NameStr(attribute->attname), column->name) != 0)
			continue;
		if (attribute->atttypid != type &&
			getBaseType(attribute->atttypid) != type)
			ereport(
				ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column \"%s\" of table \"%s\" of store \"%s\" is "
						"not of the type that it was made with",
						column->name, table_of(scan)->name, store_of(scan))));
		return attribute->attnum;
	}
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("table \"%s\" of store \"%s\" has no column \"%s\"",
					table_of(scan)->name, store_of(scan), column->name)));
}

/* As the server says it, and which rights are needed besides. */
static void
refuse(const char *kind, const char *name)
{
	ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					errmsg("permission denied for %s %s", kind, name),
					errhint("Questions need USAGE on the schema of the store, "
							"and SELECT on its segments, segment_nodes and "
							"summaries.")));
}

/* A right on the table is one on all columns. */
static void
check_rights(const TableScan *scan)
{
	Oid relation = RelationGetRelid(scan->relation);
	Oid user = GetUserId();

	if (!TgMayUseSchema(RelationGetNamespace(scan->relation), user))
		refuse("schema", store_of(scan));
	if (pg_class_aclcheck(relation, user, ACL_SELECT) != ACLCHECK_OK)
		for (int i = 0; i < table_of(scan)->count; i++)
			if ((scan->columns & COLUMN_BIT(i)) != 0 &&
				pg_attribute_aclcheck(relation, scan->number[i], user,
									  ACL_SELECT) != ACLCHECK_OK)
				refuse("table", RelationGetRelationName(scan->relation));
	store_require_all_rows(relation);
}

TableScan *
table_scan_open(Oid schema, StoreRelation table, uint32 columns)
{
	TableScan *scan = palloc0(sizeof *scan);
	StoreHandle handle = store_handle(schema);

	scan->context = CurrentMemoryContext;
	scan->table = table;
	scan->columns = columns;
	scan->relation = table_open(handle_table(&handle, table), AccessShareLock);
	if (scan->relation->rd_rel->relkind != RELKIND_RELATION)
		handle_refuse_kind(schema, table);
	for (int i = 0; i < table_of(scan)->count; i++)
		if ((columns & COLUMN_BIT(i)) != 0)
			scan->number[i] = find_column(scan, &table_of(scan)->columns[i]);
	if ((columns & TABLE_VOUCHED) == 0)
		check_rights(scan);
	scan->snapshot = GetActiveSnapshot();
	scan->slot = table_slot_create(scan->relation, NULL);
	return scan;
}

static void
end_scan(TableScan *scan)
{
	ExecClearTuple(scan->slot);
	if (scan->index == NULL)
		return;
	index_endscan(scan->scan);
	index_close(scan->index, AccessShareLock);
	scan->index = NULL;
}

void
table_scan_close(TableScan *scan)
{
	end_scan(scan);
	ExecDropSingleTupleTableSlot(scan->slot);
	table_close(scan->relation, AccessShareLock);
	pfree(scan);
}

/* Tell whether an index has all rows that the snapshot can see. */
static bool
is_usable(const Relation index)
{
	const FormData_pg_index *form = index->rd_index;

	return form->indisvalid &&
		   !(form->indcheckxmin &&
			 !TransactionIdPrecedes(
				 HeapTupleHeaderGetXmin(index->rd_indextuple->t_data),
				 TransactionXmin));
}

/* Make the key of an index column, or return false if it has none. */
static bool
make_key(const TableScan *scan, int at, const TableKey *key, ScanKey result)
{
	Relation index = scan->index;
	Oid type = index->rd_opcintype[at];
	Oid operator=
		get_opfamily_member(index->rd_opfamily[at], type, type, key->strategy);

	if (index->rd_index->indkey.values[at] != scan->number[key->column] ||
		!OidIsValid(operator))
		return false;
	ScanKeyEntryInitialize(result, 0, at + 1, key->strategy, InvalidOid,
						   index->rd_indcollation[at], get_opcode(operator),
						   key->value);
	return true;
}

/* Make the keys of the index, in the order of its columns. */
static bool
make_keys(TableScan *scan, const TableKey *keys, int count)
{
	scan->keys = 0;
	for (int at = 0; at < IndexRelationGetNumberOfKeyAttributes(scan->index);
		 at++)
		for (int i = 0; i < count && scan->keys < MOST_KEYS; i++)
			if (make_key(scan, at, &keys[i], &scan->key[scan->keys]))
				scan->key_at[scan->keys++] = i;
	return scan->keys == count;
}

static void
open_primary_key(TableScan *scan, const TableKey *keys, int count)
{
	list_free(RelationGetIndexList(scan->relation));
	if (OidIsValid(scan->relation->rd_pkindex))
	{
		scan->index = index_open(scan->relation->rd_pkindex, AccessShareLock);
		if (is_usable(scan->index) && make_keys(scan, keys, count))
			return;
	}
	ereport(
		ERROR,
		(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
		 errmsg("table \"%s\" of store \"%s\" does not have the primary key "
				"that it was made with",
				table_of(scan)->name, store_of(scan)),
		 errhint("Make it again with ALTER TABLE ... ADD PRIMARY KEY.")));
}

void
table_scan_begin(TableScan *scan, const TableKey *keys, int count)
{
	MemoryContext old = MemoryContextSwitchTo(scan->context);

	if (scan->index == NULL)
	{
		open_primary_key(scan, keys, count);
		scan->scan = TgIndexBeginScan(scan->relation, scan->index,
									  scan->snapshot, scan->keys, 0);
	}
	/* none are needed for all rows */
	for (int i = 0; keys != NULL && i < scan->keys; i++)
		scan->key[i].sk_argument = keys[scan->key_at[i]].value;
	index_rescan(scan->scan, scan->key, scan->keys, NULL, 0);
	MemoryContextSwitchTo(old);
}

/*
 * Tell whether an index has all rows of the projection by origin.  Its
 * predicate is only read: the relcache would run the functions in it.
 */
static bool
has_origins(const TableScan *scan, Relation index)
{
	bool isnull;
	Datum source = SysCacheGetAttr(INDEXRELID, index->rd_indextuple,
								   Anum_pg_index_indpred, &isnull);
	List *predicate;
	OpExpr *equal;
	Var *column;
	Const *value;

	if (isnull)
		return true;
	predicate = stringToNode(TextDatumGetCString(source));
	if (list_length(predicate) != 1 || !IsA(linitial(predicate), OpExpr))
		return false;
	equal = linitial(predicate);
	if (get_opcode(equal->opno) != F_CHAREQ || list_length(equal->args) != 2 ||
		!IsA(linitial(equal->args), Var) || !IsA(lsecond(equal->args), Const))
		return false;
	column = linitial(equal->args);
	value = lsecond(equal->args);
	return column->varattno == scan->number[COL_SEGMENT_PROJECTION] &&
		   !value->constisnull && DatumGetChar(value->constvalue) == 'o';
}

/* The distance operator by which an index orders its rows, if it does. */
static Oid
distance_operator(const TableScan *scan, Relation index, int column)
{
	if (index->rd_rel->relam != GIST_AM_OID || !is_usable(index) ||
		index->rd_index->indkey.values[0] != scan->number[column] ||
		!has_origins(scan, index))
		return InvalidOid;
	return get_opfamily_member(index->rd_opfamily[0], index->rd_opcintype[0],
							   store_type("trip"), STRATEGY_DISTANCE);
}

static bool
begin_by_distance(TableScan *scan, Relation index, int column, Datum trip)
{
	Oid operator= distance_operator(scan, index, column);
	ScanKeyData key;

	if (!OidIsValid(operator))
		return false;
	ScanKeyEntryInitialize(&key, SK_ORDER_BY, 1, STRATEGY_DISTANCE,
						   store_type("trip"), InvalidOid,
						   get_opcode(operator), trip);
	scan->index = index;
	scan->scan = TgIndexBeginScan(scan->relation, index, scan->snapshot, 0, 1);
	index_rescan(scan->scan, NULL, 0, &key, 1);
	return true;
}

bool
table_scan_begin_nearest(TableScan *scan, int column, Datum trip)
{
	MemoryContext old = MemoryContextSwitchTo(scan->context);
	List *indexes = RelationGetIndexList(scan->relation);
	ListCell *cell;

	end_scan(scan);
	foreach (cell, indexes)
	{
		Relation index = index_open(lfirst_oid(cell), AccessShareLock);

		if (begin_by_distance(scan, index, column, trip))
			break;
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
	MemoryContextSwitchTo(old);
	if (scan->index != NULL)
		return true;
	table_scan_begin(scan, NULL, 0);
	return false;
}

double
table_scan_distance(const TableScan *scan)
{
	return scan->scan->xs_orderbynulls[0]
			   ? 0
			   : DatumGetFloat8(scan->scan->xs_orderbyvals[0]);
}

bool
table_scan_next(TableScan *scan)
{
	/* the index may note in it which of its entries are dead */
	MemoryContext old = MemoryContextSwitchTo(scan->context);
	bool found =
		index_getnext_slot(scan->scan, ForwardScanDirection, scan->slot);

	MemoryContextSwitchTo(old);
	return found;
}

bool
table_scan_is_own(const TableScan *scan)
{
	bool isnull;
	Datum writer =
		slot_getsysattr(scan->slot, MinTransactionIdAttributeNumber, &isnull);

	return TransactionIdIsCurrentTransactionId(DatumGetTransactionId(writer));
}

void
table_scan_fetch(TableScan *scan, ItemPointer place)
{
	if (!table_tuple_fetch_row_version(scan->relation, place, scan->snapshot,
									   scan->slot))
		elog(ERROR, "row of table \"%s\" has disappeared",
			 table_of(scan)->name);
}

bool
table_scan_has(TableScan *scan, int column, Datum *value)
{
	bool isnull;

	Assert((scan->columns & COLUMN_BIT(column)) != 0);
	*value = slot_getattr(scan->slot, scan->number[column], &isnull);
	return !isnull;
}

Datum
table_scan_get(TableScan *scan, int column)
{
	Datum value;

	if (!table_scan_has(scan, column, &value))
		ereport(
			ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("a row of a store's tables has no \"%s\"",
					table_of(scan)->columns[column].name),
			 errhint("CALL tripgrid.rebuild() makes the segments again.")));
	return value;
}

int
array_elements(Datum array, Oid type, Datum **values)
{
	ArrayType *elements = DatumGetArrayTypeP(array);
	bool texts = type == TEXTOID;
	int count;

	if (array_contains_nulls(elements))
		ereport(
			ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("an array of a store's tables has a null in it"),
			 errhint("CALL tripgrid.rebuild() makes the segments again.")));
	deconstruct_array(elements, type, texts ? -1 : 8, !texts,
					  texts ? TYPALIGN_INT : TYPALIGN_DOUBLE, values, NULL,
					  &count);
	return count;
}

/* Collations take other bytes for equal, too. */
bool
same_bytes(const struct varlena *a, const struct varlena *b)
{
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		   memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

bool
table_scan_is_name(TableScan *scan, int column, const text *name)
{
	Datum value = table_scan_get(scan, column);
	text *own = DatumGetTextPP(value);
	bool same = same_bytes(own, name);

	/* a long one that was compressed */
	if ((Pointer) own != DatumGetPointer(value))
		pfree(own);
	return same;
}
