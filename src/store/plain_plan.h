/*
 * plain_plan.h
 *	  Plans that evaluate nothing but what a statement says.
 */
#ifndef TG_STORE_PLAIN_PLAN_H
#define TG_STORE_PLAIN_PLAN_H

#include "postgres.h"

#include "nodes/plannodes.h"

/*
 * Tell whether a plan evaluates nothing of an index or a partitioned table
 * when it is executed.  To be asked before it is begun: that compiles what it
 * evaluates, which may evaluate checks of domains.
 */
extern bool plan_is_plain(const PlannedStmt *plan);

#endif /* TG_STORE_PLAIN_PLAN_H */
