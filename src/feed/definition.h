/*
 * definition.h
 *	  The document that defines a feed of another shape than the default one:
 *	  JSON, in the argument of its row trigger.  tripgrid.create_feed writes
 * it.
 */
#ifndef TG_FEED_DEFINITION_H
#define TG_FEED_DEFINITION_H

#include "postgres.h"

#include "utils/jsonb.h"
#include "utils/rel.h"

typedef struct Definition
{
	const char *feed; /* for messages */
	Jsonb *document;
	JsonbContainer *root; /* of the document */
} Definition;

/* The definition of a feed, or null if it is of the default shape. */
extern Definition *definition_of(Relation feed);

/* A definition as it is written, or is to be, in a trigger. */
extern Definition *definition_parse(const char *feed, const char *text);
extern Definition *definition_from(const char *feed, Jsonb *document);

/* The text of a key, or null. */
extern char *definition_text(const Definition *definition, const char *key);

extern bool definition_flag(const Definition *definition, const char *key);

/* The whole number of a key, or 0. */
extern int32 definition_number(const Definition *definition, const char *key);

/* The text of a key within the object of another one, or null. */
extern char *definition_within(const Definition *definition,
							   const char *object, const char *key);

/* The same for a value of any simple type, as JSON writes it. */
extern char *definition_option(const Definition *definition,
							   const char *object, const char *key);

/* The object of a key; empty if there is none. */
extern Jsonb *definition_object(const Definition *definition, const char *key);

/* The texts of an array. */
extern char **definition_texts(const Definition *definition, const char *key,
							   int *count);

/* The keys of an object, in no order that means anything. */
extern char **definition_keys(const Definition *definition, const char *object,
							  int *count);

#endif /* TG_FEED_DEFINITION_H */
