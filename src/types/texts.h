/*
 * texts.h
 *	  Arrays of text.
 */
#ifndef TG_TYPES_TEXTS_H
#define TG_TYPES_TEXTS_H

#include "postgres.h"

/* The texts of a text[], row by row; null is an empty one. */
extern char **texts_of(Datum array, int *count);

extern Datum texts_datum(char *const *texts, int count);

#endif /* TG_TYPES_TEXTS_H */
