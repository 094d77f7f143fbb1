/*
 * running_statements.h
 *	  Statements that may change trips, from their first moment.
 */
#ifndef TG_TRIPS_RUNNING_STATEMENTS_H
#define TG_TRIPS_RUNNING_STATEMENTS_H

/* Have this session note them. */
extern void running_statements_register(void);

#endif /* TG_TRIPS_RUNNING_STATEMENTS_H */
