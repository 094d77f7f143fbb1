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
trigger_calls(const Trigger *trigger, const char *function)
{
	char *name;

	if (get_func_namespace(trigger->tgfoid) !=
		get_namespace_oid("tripgrid", false))
		return false;
	if (function == NULL)
		return true;
	name = get_func_name(trigger->tgfoid);
	return name != NULL && strcmp(name, function) == 0;
}
