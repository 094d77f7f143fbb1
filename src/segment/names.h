/*
 * names.h
 *	  The distinct names (regions or datasources) of a batch, numbered.
 */
#ifndef TG_SEGMENT_NAMES_H
#define TG_SEGMENT_NAMES_H

#include "postgres.h"

/* The first bytes of a name, zeros standing for those past its end. */
typedef struct NameHead
{
	uint64 word[2];
} NameHead;

typedef struct NameEntry
{
	text *value;
	uint32 hash;
	uint32 len;
	NameHead head;
} NameEntry;

typedef struct Names
{
	MemoryContext context; /* reset by names_reset */
	NameEntry *names;	   /* by number */
	uint32 count;
	uint32 room;
	uint32 *slots; /* hash table of number + 1, 0 for free */
	uint32 mask;
	size_t bytes; /* of all names */
} Names;

extern Names *names_create(MemoryContext parent);

/* Give the number of a name, a new one if it is new. */
extern uint32 names_number(Names *names, const char *bytes, uint32 len);

extern void names_reset(Names *names);

/*
 * Renumber the names in the order of their bytes; the result says for each
 * old number the new one, and is allocated in the current context.
 */
extern uint32 *names_rank(Names *names);

/* Compare two names by their bytes. */
extern int name_order(const text *a, const text *b);
extern bool same_name(const text *a, const text *b);

#endif /* TG_SEGMENT_NAMES_H */
