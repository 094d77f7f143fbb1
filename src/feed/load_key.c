/*
 * load_key.c
 *	  The key of a load: tripgrid.load_key, or a column of the feed.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "utils/guc_tables.h"

#include "core/text/text.h"
#include "feed/ledger.h"
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

/* The key that a load starts with; empty if there is none. */
static const char *
find_key(const Load *load)
{
	const char *set =
		load_key("Use SET LOCAL tripgrid.load_key in the transaction that "
				 "loads.");

	if (load->row_key == NULL)
		return set;
	if (set[0] != '\0' && strcmp(set, load->row_key) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("tripgrid.load_key is another key than the rows have"),
				 load->row_key[0] == '\0'
					 ? errdetail("Feed \"%s\" has keys in a column; the "
								 "setting is \"%s\", row 1 has none.",
								 load->feed_name, set)
					 : errdetail("Feed \"%s\" has keys in a column; the "
								 "setting is \"%s\", row 1 has \"%s\".",
								 load->feed_name, set, load->row_key),
				 errhint("Do not set tripgrid.load_key to load into this "
						 "feed.")));
	return load->row_key;
}

/*
 * A load within another one of the store is a part of what that does, and has
 * no key of its own.
 */
void
load_key_take(Load *load)
{
	const Load *outer = load_around(load);
	const char *key;
	int64 before;

	if (outer != NULL)
	{
		load->skipped = outer->skipped;
		return;
	}
	key = find_key(load);
	if (key[0] == '\0')
		return;
	before = ledger_take_key(load->store, key);
	load->skipped = before != 0;
	if (!load->skipped)
		load->key = pstrdup(key);
	else
		ereport(
			NOTICE,
			(errmsg("nothing is loaded: load " INT64_FORMAT
					" had the key \"%s\"",
					before, key),
			 load->row_key != NULL
				 ? errhint("Give the rows another key if they are others, or "
						   "use tripgrid.undo_load(" INT64_FORMAT ").",
						   before)
				 : errhint(
					   "Set tripgrid.load_key to the key of what is loaded "
					   "now, or use tripgrid.undo_load(" INT64_FORMAT ").",
					   before)));
}

/* Copy the first row's key: it must outlive the row. */
static void
keep_row_key(Load *load, FieldText key)
{
	if (key.len > LOAD_KEY_MAX)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("load_key of row 1 is longer than %d bytes",
							   LOAD_KEY_MAX)));
	load->row_key = MemoryContextAllocZero(load->context, key.len + 1);
	memcpy(load->row_key, key.bytes, key.len);
}

/* How a row's key is told. */
static char *
tell_key(const char *bytes, size_t len)
{
	/* one that is too long may be anything */
	len = pg_mbcliplen(bytes, (int) len, LOAD_KEY_MAX);
	return len == 0 ? pstrdup("none") : psprintf("\"%.*s\"", (int) len, bytes);
}

bool
load_key_row(Load *load, const FieldText *fields, TgStatus status)
{
	FieldText key = fields[load->map->key_column];

	load->key_rows++;
	/* what cannot be read is no trip of any key */
	if (status != TG_OK || key.bytes == NULL)
		key = (FieldText){"", 0};
	tg_text_trim(&key.bytes, &key.len);
	if (!load->started)
	{
		keep_row_key(load, key);
		load_start(load);
	}
	else if (status == TG_OK &&
			 (key.len != strlen(load->row_key) ||
			  memcmp(key.bytes, load->row_key, key.len) != 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("rows of one load have different keys"),
				 errdetail("The key of row 1 is %s, that of row " INT64_FORMAT
						   " is %s.",
						   tell_key(load->row_key, strlen(load->row_key)),
						   load->key_rows, tell_key(key.bytes, key.len)),
				 errhint("Each COPY or INSERT into feed \"%s\" loads the rows "
						 "of one key.",
						 load->feed_name)));
	return !load->skipped;
}
