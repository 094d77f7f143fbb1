/*
 * policy.h
 *	  Row-level security where the server does not see that it applies.
 */
#ifndef TG_STORE_POLICY_H
#define TG_STORE_POLICY_H

#include "postgres.h"

/*
 * Raise an error if policies on a relation apply to the current user, who is
 * about to read what is made of its rows: views that read as their owner, or
 * segments.  None applies to whoever owns the relation, unless they are forced
 * on owners, nor to superusers and roles with BYPASSRLS.
 */
extern void store_require_all_rows(Oid relation);

/* The same for rows that are about to come into trips through a feed. */
extern void store_require_free_insert(Oid trips);

#endif /* TG_STORE_POLICY_H */
