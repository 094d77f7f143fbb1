/*
 * compat.h
 *	  Differences between the supported PostgreSQL majors, and nothing else.
 */
#ifndef TG_COMPAT_H
#define TG_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "tripgrid supports PostgreSQL 15 to 18"
#endif

/* 18 has taken them from commands/explain.h */
#if PG_VERSION_NUM >= 180000
#include "commands/explain_format.h"
#include "commands/explain_state.h"
#endif

#ifdef WORDS_BIGENDIAN
#error "tripgrid stores segments in little-endian order only"
#endif

#ifndef USE_FLOAT8_BYVAL
#error "tripgrid needs a 64-bit server"
#endif

#include "fmgr.h"

/* 16: soft errors */
#if PG_VERSION_NUM < 160000
#define ereturn(context, dummy, ...)                                          \
	do                                                                        \
	{                                                                         \
		(void) (context);                                                     \
		ereport(ERROR, __VA_ARGS__);                                          \
		return dummy;                                                         \
	} while (0)
#define TG_SOFT_CONTEXT(fcinfo) NULL
#else
#include "nodes/miscnodes.h"
#define TG_SOFT_CONTEXT(fcinfo) ((fcinfo)->context)
#endif

/*
 * 16: input functions can report softly.  Convert text; on a soft error return
 * false and the error, in the current memory context.
 */
#if PG_VERSION_NUM >= 160000
#define TG_INPUT_IS_SOFT true
static inline bool
TgInputFunctionCall(FmgrInfo *input, char *string, Oid io_param, int32 typmod,
					Datum *value, ErrorData **error)
{
	ErrorSaveContext context = {T_ErrorSaveContext, false, true, NULL};

	if (InputFunctionCallSafe(input, string, io_param, typmod,
							  (Node *) &context, value))
		return true;
	*error = context.error_data;
	return false;
}
#else
#define TG_INPUT_IS_SOFT false
static inline bool
TgInputFunctionCall(FmgrInfo *input, char *string, Oid io_param, int32 typmod,
					Datum *value, ErrorData **error)
{
	*value = InputFunctionCall(input, string, io_param, typmod);
	*error = NULL;
	return true;
}
#endif

/* 17: a stronger lock may do, too */
#include "storage/lock.h"
static inline bool
TgLockHeldByMe(const LOCKTAG *tag, LOCKMODE mode)
{
#if PG_VERSION_NUM >= 170000
	return LockHeldByMe(tag, mode, false);
#else
	return LockHeldByMe(tag, mode);
#endif
}

/* 16: a sorted value may stay where it is */
#include "utils/tuplesort.h"
static inline bool
TgTuplesortGetDatum(Tuplesortstate *sort, Datum *value, bool *isnull)
{
#if PG_VERSION_NUM >= 160000
	return tuplesort_getdatum(sort, true, false, value, isnull, NULL);
#else
	return tuplesort_getdatum(sort, true, value, isnull, NULL);
#endif
}

/* 17: a lexer of JSON can be made in place */
#include "common/jsonapi.h"
static inline JsonLexContext *
TgJsonLexer(const char *json, size_t len, int encoding)
{
#if PG_VERSION_NUM >= 170000
	return makeJsonLexContextCstringLen(NULL, json, len, encoding, false);
#else
	return makeJsonLexContextCstringLen((char *) json, (int) len, encoding,
										false);
#endif
}

/* 16: hex digits that are none can be a soft error */
#include "utils/builtins.h"
static inline bool
TgHexDecode(const char *digits, size_t count, char *out, uint64 *size,
			Node *soft_context)
{
#if PG_VERSION_NUM >= 160000
	*size = hex_decode_safe(digits, count, out, soft_context);
	return !SOFT_ERROR_OCCURRED(soft_context);
#else
	*size = hex_decode(digits, count, out);
	return true;
#endif
}

/* 16: memory of a setting's extra value */
#if PG_VERSION_NUM >= 160000
#define TgSettingAlloc(size) guc_malloc(LOG, size)
#else
#define TgSettingAlloc(size) malloc(size)
#endif

/* 16: a setting is found by its name */
#include "utils/guc_tables.h"
static inline const struct config_generic *
TgFindSetting(const char *name)
{
#if PG_VERSION_NUM >= 160000
	return find_option(name, false, false, ERROR);
#else
	struct config_generic **settings = get_guc_variables();

	for (int i = 0, count = GetNumConfigOptions(); i < count; i++)
		if (strcmp(settings[i]->name, name) == 0)
			return settings[i];
	elog(ERROR, "setting \"%s\" does not exist", name);
#endif
}

/* 16: one function checks who owns what */
#if PG_VERSION_NUM >= 160000
#include "catalog/pg_class.h"
#define TgOwnsRelation(relation, user)                                        \
	object_ownercheck(RelationRelationId, relation, user)
#else
#define TgOwnsRelation(relation, user) pg_class_ownercheck(relation, user)
#endif

/* 16: and one checks who may do what; tell whether a role may connect or use a
 * schema */
#if PG_VERSION_NUM >= 160000
#include "catalog/pg_database.h"
#include "catalog/pg_namespace.h"
#define TgMayConnect(role)                                                    \
	(object_aclcheck(DatabaseRelationId, MyDatabaseId, role, ACL_CONNECT) ==  \
	 ACLCHECK_OK)
#define TgMayUseSchema(schema, role)                                          \
	(object_aclcheck(NamespaceRelationId, schema, role, ACL_USAGE) ==         \
	 ACLCHECK_OK)
#define TgMayCreateIn(schema, role)                                           \
	(object_aclcheck(NamespaceRelationId, schema, role, ACL_CREATE) ==        \
	 ACLCHECK_OK)
#else
#define TgMayConnect(role)                                                    \
	(pg_database_aclcheck(MyDatabaseId, role, ACL_CONNECT) == ACLCHECK_OK)
#define TgMayUseSchema(schema, role)                                          \
	(pg_namespace_aclcheck(schema, role, ACL_USAGE) == ACLCHECK_OK)
#define TgMayCreateIn(schema, role)                                           \
	(pg_namespace_aclcheck(schema, role, ACL_CREATE) == ACLCHECK_OK)
#endif

/* 16: varatt.h holds the varlena macros */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* 16: ExecInsertIndexTuples learnt about summarizing indexes */
#if PG_VERSION_NUM < 160000
#define TgExecInsertIndexTuples(rri, slot, estate)                            \
	ExecInsertIndexTuples(rri, slot, estate, false, false, NULL, NIL)
#else
#define TgExecInsertIndexTuples(rri, slot, estate)                            \
	ExecInsertIndexTuples(rri, slot, estate, false, false, NULL, NIL, false)
#endif

/* 17: the sequence of an identity column is found by relation */
#include "catalog/dependency.h"
#if PG_VERSION_NUM >= 170000
#define TgIdentitySequence(relation, column)                                  \
	getIdentitySequence(relation, column, false)
#else
#define TgIdentitySequence(relation, column)                                  \
	getIdentitySequence(RelationGetRelid(relation), column, false)
#endif

/* 17: an index may keep what it has found until told that inserts are over */
#if PG_VERSION_NUM >= 170000
#define TgIndexInsertCleanup(index, info) index_insert_cleanup(index, info)
#else
#define TgIndexInsertCleanup(index, info) ((void) 0)
#endif

/* 16: one call extends a relation by a block */
#include "storage/bufmgr.h"
#include "storage/lmgr.h"
static inline Buffer
TgExtendRelation(Relation relation, BufferAccessStrategy strategy)
{
#if PG_VERSION_NUM >= 160000
	return ExtendBufferedRel(BMR_REL(relation), MAIN_FORKNUM, strategy,
							 EB_LOCK_FIRST);
#else
	Buffer buffer;

	LockRelationForExtension(relation, ExclusiveLock);
	buffer = ReadBufferExtended(relation, MAIN_FORKNUM, P_NEW,
								RBM_ZERO_AND_LOCK, strategy);
	UnlockRelationForExtension(relation, ExclusiveLock);
	return buffer;
#endif
}

/* 16: columns that say nothing new are left out of what is grouped by */
#if PG_VERSION_NUM >= 160000
#define TgGroupClause(root) ((root)->processed_groupClause)
#else
#define TgGroupClause(root) ((root)->parse->groupClause)
#endif

/* 18: what never returns is said first */
#if PG_VERSION_NUM >= 180000
#define TG_NORETURN pg_noreturn
#else
#define TG_NORETURN pg_attribute_noreturn()
#endif

/* 18: index scans count what they do, for EXPLAIN */
#if PG_VERSION_NUM >= 180000
#define TgIndexBeginScan(heap, index, snapshot, keys, orders)                 \
	index_beginscan(heap, index, snapshot, NULL, keys, orders)
#else
#define TgIndexBeginScan(heap, index, snapshot, keys, orders)                 \
	index_beginscan(heap, index, snapshot, keys, orders)
#endif

/* 18: what tells which parts of a table are read is kept with the plan */
#if PG_VERSION_NUM >= 180000
#define TgPrunes(append) ((append)->part_prune_index >= 0)
#else
#define TgPrunes(append) ((append)->part_prune_info != NULL)
#endif

/* 18: plans run once only */
#include "executor/executor.h"
#if PG_VERSION_NUM >= 180000
#define TgExecutorRun(desc) ExecutorRun(desc, ForwardScanDirection, 0)
#else
#define TgExecutorRun(desc) ExecutorRun(desc, ForwardScanDirection, 0, true)
#endif

#endif /* TG_COMPAT_H */
