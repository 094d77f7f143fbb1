/*
 * trip_ids.c
 *	  Numbers for many trips at once, from the sequence of trip_id.
 */
#include "compat.h"

#include "access/generic_xlog.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/pg_sequence.h"
#include "commands/sequence.h"
#include "storage/bufmgr.h"
#include "utils/syscache.h"

#include "trips/trip_ids.h"

/* The greatest number of a sequence that counts by ones, or PG_INT64_MIN. */
static int64
last_number(Oid sequence)
{
	HeapTuple tuple = SearchSysCache1(SEQRELID, ObjectIdGetDatum(sequence));
	Form_pg_sequence form;
	int64 last;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for sequence %u", sequence);
	form = (Form_pg_sequence) GETSTRUCT(tuple);
	last = form->seqincrement == 1 ? form->seqmax : PG_INT64_MIN;
	ReleaseSysCache(tuple);
	return last;
}

/*
 * Sessions that have cached numbers of the sequence keep them: they lie below
 * last_value.  log_cnt becomes 0, so that the next nextval writes WAL.  The
 * WAL gets the whole page, which is nearly all hole: after a crash the page
 * may be ahead of what it was here, so a difference would not fit it.
 */
bool
trip_ids_take(Relation trips, AttrNumber column, uint32 count, int64 *first)
{
	Oid oid = TgIdentitySequence(trips, column);
	Relation sequence = relation_open(oid, RowExclusiveLock);
	int64 last = last_number(oid);
	Buffer buffer;
	GenericXLogState *log;
	Page page;
	FormData_pg_sequence_data *data;
	bool enough;

	if (RelationNeedsWAL(sequence))
		(void) GetTopTransactionId(); /* so that the commit flushes it */
	buffer = ReadBuffer(sequence, 0);
	LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
	log = GenericXLogStart(sequence);
	page = GenericXLogRegisterBuffer(log, buffer, GENERIC_XLOG_FULL_IMAGE);
	data = (FormData_pg_sequence_data *) ((char *) PageGetItem(
											  page, PageGetItemId(page, 1)) +
										  MAXALIGN(SizeofHeapTupleHeader));
	*first = data->last_value + (data->is_called ? 1 : 0);
	enough = last > (int64) count && *first <= last - (int64) count;
	if (enough)
	{
		data->last_value = *first + (int64) count - 1;
		data->is_called = true;
		data->log_cnt = 0;
		(void) GenericXLogFinish(log);
	}
	else
		GenericXLogAbort(log);
	UnlockReleaseBuffer(buffer);
	relation_close(sequence, NoLock);
	return enough;
}
