/*
 * planned.h
 *	  Functions that a statement runs while it is planned.
 */
#ifndef TG_STORE_PLANNED_H
#define TG_STORE_PLANNED_H

#include "postgres.h"

/*
 * Tell whether a statement that reads a table may, while it is planned, run
 * functions that are neither the server's nor a superuser's in an extension.
 */
extern bool planning_runs_functions(Oid relation);

/* Tell whether it reads foreign tables that inherit from that table. */
extern bool reads_foreign_tables(Oid relation);

#endif /* TG_STORE_PLANNED_H */
