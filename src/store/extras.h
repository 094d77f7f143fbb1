/*
 * extras.h
 *	  Columns of a table that a feed fills, and their values from text: further
 *	  ones of trips, or those of a table of its own.
 */
#ifndef TG_STORE_EXTRAS_H
#define TG_STORE_EXTRAS_H

#include "postgres.h"

#include "core/base/status.h"
#include "fmgr.h"
#include "store/field_text.h"
#include "store/store.h"
#include "utils/rel.h"

#define EXTRA_ID_BYTES_MAX 1000 /* of an external_id: an index holds it */
#define EXTRA_MESSAGE_MAX 500	/* bytes of why a value was refused */

typedef enum ExtraKind
{
	EXTRA_TEXT,		/* stored as it is */
	EXTRA_BUILT_IN, /* the server's own input functions */
	EXTRA_FOREIGN	/* input functions, or what they call, of users */
} ExtraKind;

typedef struct ExtraColumn
{
	char *name;
	AttrNumber number;
	Oid type;
	int32 typmod;
	int16 len;
	bool by_value;
	bool required; /* not null */
	ExtraKind kind;
	FmgrInfo input;
	Oid io_param;
} ExtraColumn;

typedef struct Extras
{
	Store *store;
	int count;
	int external_id; /* which of them identifies a trip; -1 if none does */
	bool
		lenient; /* what a column cannot take is null there, where it can be */
	int64 left_out; /* values, for that reason */
	bool guarded;	/* some can raise errors, which a subtransaction catches */
	MemoryContext scratch; /* of the row's values, reset with each row */
	Datum *values;		   /* of the row converted last */
	bool *isnull;
	bool *done;	  /* that needed no input function */
	int sqlstate; /* why its value was refused, if TG_BAD_VALUE */
	char *message;
	ExtraColumn columns[FLEXIBLE_ARRAY_MEMBER];
} Extras;

/*
 * Find the columns of these names in a table of the store, in the current
 * memory context, and keep them from being altered until the transaction ends.
 */
extern Extras *extras_create(Store *store, Oid table, char *const *names,
							 int count);

/* Raise an error unless external_id can be of a type. */
extern void extras_require_identity(Oid type);

/* Raise an error unless the columns are still what they were. */
extern void extras_check(const Extras *extras, Relation table);

/*
 * Convert the texts of a row, blanks around them cut off, by the input
 * functions of their columns; nothing left is null.  The values live until
 * the next row.  On failure *failed says which was refused, and if the status
 * is TG_BAD_VALUE, sqlstate and message say why; unless extras are lenient,
 * and the column can be null, which it is then.
 *
 * What users have written runs as the store's owner, who chose the columns'
 * types, and who can do nothing to the session meanwhile.
 */
extern TgStatus extras_read(Extras *extras, const FieldText *texts,
							int *failed);

#endif /* TG_STORE_EXTRAS_H */
