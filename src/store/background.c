/*
 * background.c
 *	  Background workers of this library.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_authid.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "utils/acl.h"
#include "utils/syscache.h"

#include "store/background.h"

void
background_describe(BackgroundWorker *worker, const char *function,
					const char *type)
{
	memset(worker, 0, sizeof *worker);
	worker->bgw_flags =
		BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker->bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker->bgw_restart_time = BGW_NEVER_RESTART;
	strlcpy(worker->bgw_library_name, "tripgrid",
			sizeof worker->bgw_library_name);
	strlcpy(worker->bgw_function_name, function,
			sizeof worker->bgw_function_name);
	strlcpy(worker->bgw_name, type, sizeof worker->bgw_name);
	strlcpy(worker->bgw_type, type, sizeof worker->bgw_type);
}

static bool
can_log_in(Oid role)
{
	HeapTuple tuple = SearchSysCache1(AUTHOID, ObjectIdGetDatum(role));
	bool can = HeapTupleIsValid(tuple) &&
			   ((Form_pg_authid) GETSTRUCT(tuple))->rolcanlogin;

	if (HeapTupleIsValid(tuple))
		ReleaseSysCache(tuple);
	return can;
}

const char *
background_refused(void)
{
	Oid user;
	int security;

	GetUserIdAndSecContext(&user, &security);
	if (security != 0)
		return "none works for what runs with the rights of another role";
	if (!can_log_in(user))
		return "the current role cannot log in";
	if (!TgMayConnect(user))
		return "the current role may not connect to the database";
	return NULL;
}

void
background_connect(Oid database, Oid role)
{
	BackgroundWorkerInitializeConnectionByOid(database, role, 0);
}

void
background_check_at_once(void)
{
	ConstraintsSetStmt *all = makeNode(ConstraintsSetStmt);

	AfterTriggerSetState(all);
}
