/*
 * store_name.h
 *	  Which store a question is about.
 */
#ifndef TG_QUERY_STORE_NAME_H
#define TG_QUERY_STORE_NAME_H

#include "postgres.h"

#include "store/store.h"

/*
 * The store of that name, or that of tripgrid.store if it is null; an error
 * if it does not exist.  Locks what questions read, in the order in which
 * everybody locks it.
 */
extern const char *question_store(const NameData *given, Oid *schema);

/*
 * The same for what reads all its tables by store_select, with the rights of
 * whoever asks.
 */
extern Store *readable_store(const NameData *given);

#endif /* TG_QUERY_STORE_NAME_H */
