/*
 * triggers.c
 *	  The triggers of a store's relations.
 */
#include "compat.h"

#include "access/table.h"
#include "catalog/pg_trigger.h"
#include "catalog/namespace.h"
#include "commands/trigger.h"
#include "utils/lsyscache.h"

#include "store/triggers.h"

TriggerDesc *
triggers_of(Relation relation)
{
	return CopyTriggerDesc(relation->trigdesc);
}

bool
function_is_ours(Oid function, const char *name)
{
	char *found;

	if (get_func_namespace(function) != get_namespace_oid("tripgrid", false))
		return false;
	if (name == NULL)
		return true;
	found = get_func_name(function);
	return found != NULL && strcmp(found, name) == 0;
}

/* The letters are the same of rules. */
bool
fires_here(char enabled)
{
	return enabled == TRIGGER_FIRES_ALWAYS ||
		   enabled ==
			   (SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA
					? TRIGGER_FIRES_ON_REPLICA
					: TRIGGER_FIRES_ON_ORIGIN);
}

bool
trigger_calls(const Trigger *trigger, const char *function)
{
	return function_is_ours(trigger->tgfoid, function);
}

void
triggers_require_immediate(const char *store, Oid oid)
{
	Relation table = table_open(oid, RowExclusiveLock);
	TriggerDesc *triggers = triggers_of(table);

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (trigger->tginitdeferred &&
			trigger->tgenabled != TRIGGER_DISABLED &&
			TRIGGER_FOR_INSERT(trigger->tgtype))
			ereport(
				ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("deferred trigger \"%s\" on %s of store \"%s\" "
						"cannot run for a session that is not its owner's",
						trigger->tgname, RelationGetRelationName(table),
						store),
				 errhint("Make the constraint INITIALLY IMMEDIATE, or log in "
						 "as the owner of the store.")));
	}
	table_close(table, NoLock);
}
