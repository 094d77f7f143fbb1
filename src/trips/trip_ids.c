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

/* The greatest number of a sequence; false if it does not count by ones. */
static bool
last_number(Oid sequence, int64 *last)
{
	HeapTuple tuple = SearchSysCache1(SEQRELID, ObjectIdGetDatum(sequence));
	Form_pg_sequence form;
	bool by_ones;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for sequence %u", sequence);
	form = (Form_pg_sequence) GETSTRUCT(tuple);
	by_ones = form->seqincrement == 1;
	*last = form->seqmax;
	ReleaseSysCache(tuple);
	return by_ones;
}

/*
 * Tell whether a sequence has so many numbers left.  At its very end there is
 * no next number that could be compared.
 */
static bool
has_left(const FormData_pg_sequence_data *data, int64 last, uint32 count)
{
	uint64 after;

	if (data->last_value > last)
		return false;
	after = (uint64) last - (uint64) data->last_value;
	return after >= count || after + !data->is_called >= count;
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
	int64 last;
	bool by_ones = last_number(oid, &last);
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
	enough = by_ones && has_left(data, last, count);
	if (enough)
	{
		*first = data->last_value + (data->is_called ? 1 : 0);
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
