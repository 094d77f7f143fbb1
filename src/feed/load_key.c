/*
 * load_key.c
 *	  The key of what is loaded next (tripgrid.load_key).
 */
#include "compat.h"

#include "utils/guc_tables.h"

#include "feed/load_key.h"
#include "tripgrid.h"

/*
 * Tell whether a setting's value ends with the transaction or a function, or
 * came with the connection.  SET LOCAL in a transaction, at whatever level of
 * savepoints, is on top of the setting's stack until that ends; a plain SET is
 * there instead, or, from an earlier transaction, nowhere.
 */
static bool
belongs_to_transaction(const struct config_generic *setting)
{
	if (setting->source < PGC_S_INTERACTIVE)
		return true; /* of the server, database, role or connection */
	return setting->stack != NULL && setting->stack->state != GUC_SET;
}

const char *
load_key(const char *hint)
{
	if (setting_load_key[0] != '\0' &&
		!belongs_to_transaction(TgFindSetting("tripgrid.load_key")))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("tripgrid.load_key was set for the session, not for "
						"this transaction"),
				 errdetail("Through a pooler the session goes on to serve "
						   "others, whose loads the key would bar."),
				 errhint("%s", hint)));
	return setting_load_key;
}
