/*
 * relations.h
 *	  What a store is made of: its tables, sequences and triggers.
 *
 * This is the one list of them; SQL has it from tripgrid._store_tables() and
 * tripgrid._store_triggers().
 */
#ifndef TG_STORE_RELATIONS_H
#define TG_STORE_RELATIONS_H

#include "postgres.h"

#include "nodes/nodes.h"

/* The tables, in the order in which everybody locks them. */
typedef enum StoreRelation
{
	REL_TRIPS,
	REL_LOADS,
	REL_CHUNKS,
	REL_REJECTS,
	REL_SUMMARIES,
	REL_NODES,
	REL_SEGMENTS,
	REL_FRESHNESS,
	REL_PLACES,
	REL_SECRETS,
	REL_ERASED,
	REL_COUNT
} StoreRelation;

/* Who reads a table with the rights of whoever asks. */
typedef enum Readable
{
	READ_NEVER,
	READ_ALL,	  /* verify() and profile() */
	READ_SEGMENTS /* questions, too */
} Readable;

/* A trigger of ours, as create_store makes it. */
typedef struct OurTrigger
{
	const char *name;
	char enabled;
	const char *event;	/* what fires it, before ON */
	const char *action; /* what it does, after the table */
} OurTrigger;

typedef struct StoreRelationInfo
{
	const char *name;
	const char *comment;
	bool derived; /* of trips, to answer questions */
	Readable readable;
	bool optional;				/* questions are answered without it */
	const char *const *columns; /* that are read; null: all */
	CmdType taking_back;		/* what it does to a load's rows */
	const char *sequence;		/* that numbers its rows; null: none */
	const char *number;			/* the column */
	const OurTrigger *triggers;
	int trigger_count;
} StoreRelationInfo;

extern const StoreRelationInfo store_relations[REL_COUNT];

/* Answers depend on trips and on what is derived of them. */
static inline bool
relation_answers(StoreRelation relation)
{
	return relation == REL_TRIPS || store_relations[relation].derived;
}

#endif /* TG_STORE_RELATIONS_H */
