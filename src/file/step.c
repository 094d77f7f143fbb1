/*
 * step.c
 *	  The steps of a procedure that commits between them.
 */
#include "compat.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"

#include "file/step.h"

/* A subtransaction, so that nothing of a step outlives its error. */
static ErrorData *
try(void (*run)(void *), void *arg)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData *volatile error = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		PushActiveSnapshot(GetTransactionSnapshot());
		run(arg);
		PopActiveSnapshot();
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

ErrorData *
step(void (*run)(void *), void *arg)
{
	ErrorData *error = try(run, arg);

	/* either way the next step sees what others have committed meanwhile */
	if (error == NULL)
		SPI_commit();
	else
		SPI_rollback();
	SPI_start_transaction();
	XactIsoLevel = XACT_READ_COMMITTED;
	return error;
}
