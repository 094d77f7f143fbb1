/*
 * plan_cache.h
 *	  Plans of questions, kept for the session.
 *
 * A store's name is part of a query's text, so PL/pgSQL would plan it anew
 * each time, which takes longer than many a question.
 */
#ifndef TG_STORE_PLAN_CACHE_H
#define TG_STORE_PLAN_CACHE_H

#include "postgres.h"

#include "executor/spi.h"

/*
 * The plan of a query about a store, made when it is first asked for.  query
 * must be a string constant, by whose address the plan is known; every %1$s in
 * it stands for the store's quoted name.  options are those of a cursor, such
 * as CURSOR_OPT_PARALLEL_OK.  SPI must be connected.
 */
extern SPIPlanPtr cached_plan(const char *store, const char *query, int nargs,
							  Oid *types, int options);

#endif /* TG_STORE_PLAN_CACHE_H */
