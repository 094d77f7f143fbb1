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

static char *
copy_text(const char *text)
{
	return text == NULL ? NULL : pstrdup(text);
}

/* A copy of what an error says of its reason. */
static ErrorData *
error_reason(const ErrorData *error)
{
	ErrorData *copy = palloc(sizeof *copy);

	*copy = (ErrorData){.sqlerrcode = error->sqlerrcode};
	copy->message = copy_text(error->message);
	copy->schema_name = copy_text(error->schema_name);
	copy->column_name = copy_text(error->column_name);
	copy->constraint_name = copy_text(error->constraint_name);
	return copy;
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
		case ERRCODE_CONNECTION_EXCEPTION:
		case ERRCODE_FDW_ERROR:
		case ERRCODE_CONFIG_FILE_ERROR:
		case MAKE_SQLSTATE('7', '2', '0', '0', '0'): /* snapshot too old */
			return false;
		default:
			/* the second to the fourth are of a table that was altered */
			return error->sqlerrcode != ERRCODE_INSUFFICIENT_PRIVILEGE &&
				   error->sqlerrcode != ERRCODE_UNDEFINED_COLUMN &&
				   error->sqlerrcode != ERRCODE_DATATYPE_MISMATCH &&
				   error->sqlerrcode != ERRCODE_GENERATED_ALWAYS &&
				   error->sqlerrcode != ERRCODE_ASSERT_FAILURE &&
				   error->sqlerrcode != ERRCODE_DATA_CORRUPTED &&
				   error->sqlerrcode != ERRCODE_INDEX_CORRUPTED;
	}
}

ErrorData *
attempt_data(void (*run)(void *arg), void (*done)(void *arg), void *arg)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid attempt", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	ErrorData *error = attempt(run, arg);

	if (error != NULL && !error_is_of_data(error))
		ReThrowError(error);
	if (error == NULL && done != NULL)
		done(arg);
	MemoryContextSwitchTo(old);
	if (error != NULL)
		error = error_reason(error);
	MemoryContextDelete(context);
	return error;
}
