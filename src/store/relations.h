/*
 * relations.h
 *	  What a store is made of: its tables with their columns, sequences and
 *	  triggers.
 *
 * This is the one list of them: create_store makes them of it, and all that
 * reads, writes, checks, erases or drops them goes by it.
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

/* What becomes of what a table tells of a person when trips are erased. */
typedef enum Personal
{
	PERSONAL_NOTHING, /* it tells nothing */
	PERSONAL_TRIP,	  /* goes with its row of trips */
	PERSONAL_DERIVED, /* is made of trips, and written again without them */
	PERSONAL_REJECT,  /* goes with the reject */
	PERSONAL_PLACE,	  /* goes with the trips that taught it */
	PERSONAL_TEXT	  /* is cleared where it can quote what is erased */
} Personal;

typedef struct StoreColumn
{
	const char *name;
	Oid type;			  /* of the server; invalid: ours */
	const char *our_type; /* in the schema tripgrid */
	bool nullable;
	const char *more; /* what CREATE TABLE says of it besides */
	bool quotes;	  /* a text that can quote what is erased */
	bool later;		  /* made when a feed maps it */
} StoreColumn;

typedef struct StoreRelationInfo
{
	const char *name;
	const char *comment;
	bool derived; /* of trips, to answer questions */
	Readable readable;
	bool optional; /* questions are answered without it */
	bool extended; /* users add columns, which nothing of ours reads */
	Personal personal;
	const StoreColumn *columns;
	int count;			  /* of columns */
	const char *more;	  /* of the table's own in CREATE TABLE */
	const char *options;  /* WITH these */
	const char *besides;  /* a statement that makes what it has besides,
						   * with a place for the schema */
	CmdType taking_back;  /* what it does to a load's rows */
	const char *sequence; /* that numbers its rows; null: none */
	const char *number;	  /* the column */
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
