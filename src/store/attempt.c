/*
 * attempt.c
 *	  What may fail without failing the statement.
 */
#include "compat.h"

#include "access/xact.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "store/attempt.h"

ErrorData *
attempt(void (*run)(void *arg), void *arg)
{
	MemoryContext context = CurrentMemoryContext;
	MemoryContext transaction = CurTransactionContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData *volatile error = NULL;

	BeginInternalSubTransaction(NULL);
	/*
	 * The server keeps a subtransaction's context, with all its blocks, until
	 * the transaction ends, once something was in it, such as transition
	 * tables. In its parent's, which lives longer, the next attempt takes them
	 * again.
	 */
	CurTransactionContext = transaction;
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		run(arg);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return error;
}

bool
error_is_of_data(const ErrorData *error)
{
	switch (ERRCODE_TO_CATEGORY(error->sqlerrcode))
	{
		case ERRCODE_TRANSACTION_ROLLBACK:
		case ERRCODE_INVALID_TRANSACTION_STATE:
		case ERRCODE_INSUFFICIENT_RESOURCES:
		case ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE:
		case ERRCODE_OPERATOR_INTERVENTION:
		case ERRCODE_SYSTEM_ERROR:
			return false;
		default:
			return error->sqlerrcode != ERRCODE_INSUFFICIENT_PRIVILEGE &&
				   error->sqlerrcode != ERRCODE_ASSERT_FAILURE &&
				   error->sqlerrcode != ERRCODE_DATA_CORRUPTED &&
				   error->sqlerrcode != ERRCODE_INDEX_CORRUPTED;
	}
}
