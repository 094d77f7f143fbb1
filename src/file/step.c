/*
 * step.c
 *	  The steps of a procedure that commits between them.
 */
#include "compat.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "utils/snapmgr.h"

#include "file/step.h"
#include "store/attempt.h"

typedef struct Step
{
	void (*run)(void *arg);
	void *arg;
} Step;

static void
run_step(void *arg)
{
	const Step *step = arg;

	PushActiveSnapshot(GetTransactionSnapshot());
	step->run(step->arg);
	PopActiveSnapshot();
}

ErrorData *
step(void (*run)(void *), void *arg)
{
	ErrorData *error = attempt(run_step, &(Step){run, arg});

	/* either way the next step sees what others have committed meanwhile */
	if (error == NULL)
		SPI_commit();
	else
		SPI_rollback();
	SPI_start_transaction();
	XactIsoLevel = XACT_READ_COMMITTED;
	return error;
}
