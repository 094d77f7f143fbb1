/*
 * kept.h
 *	  What a session keeps of tables between its statements.
 */
#ifndef TG_STORE_KEPT_H
#define TG_STORE_KEPT_H

#include "postgres.h"

#include "utils/rel.h"

typedef enum KeptKind
{
	KEPT_TAKES_BULK,
	KEPT_MAY_REFUSE,
	KEPT_INSERT_ROW,
	KEPT_KEY_INDEX,
	KEPT_DEFINITION,
	KEPT_SHARED_LOAD,
	KEPT_KINDS
} KeptKind;

/* Something that follows from a table's definition, indexes and triggers. */
typedef struct Kept
{
	MemoryContext context; /* of value; goes with the entry */
	void *value;
	struct Kept *besides; /* of the same kind, for other columns */
	int count;			  /* of these */
} Kept;

/*
 * What is kept of a table; null if nothing is that still holds.  What is kept
 * besides holds, too.
 */
extern Kept *kept_find(Oid table, KeptKind kind);

/*
 * Begin to keep something of a table, which must be locked; kept_whole says
 * that it is made.  Until then, and if something changed meanwhile, it lives
 * in the current memory context; what is kept and replaced, until the
 * transaction ends.
 */
extern Kept *kept_begin(Oid table, KeptKind kind);
extern void kept_whole(Kept *kept);

/* The same, and stay with what is kept of it so far, unless that is much. */
extern void kept_whole_besides(Kept *kept);

/* Keep whether something is true of a table. */
extern bool kept_bool(Relation table, KeptKind kind, bool (*find)(Relation));

#endif /* TG_STORE_KEPT_H */
