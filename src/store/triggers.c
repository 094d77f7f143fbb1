/*
 * triggers.c
 *	  The triggers of a store's relations.
 */
#include "compat.h"

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

bool
trigger_calls(const Trigger *trigger, const char *function)
{
	return function_is_ours(trigger->tgfoid, function);
}
