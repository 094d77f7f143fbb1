/*
 * index_code.h
 *	  Whether an index has expressions of somebody's.
 */
#ifndef TG_STORE_INDEX_CODE_H
#define TG_STORE_INDEX_CODE_H

#include "postgres.h"

#include "utils/rel.h"

/*
 * Tell whether an index is partial, or on expressions, without reading them:
 * RelationGetIndexPredicate and RelationGetIndexExpressions evaluate what they
 * find constant, with the rights of whoever calls them.  Those are for who
 * acts as the owner.
 */
extern bool index_is_partial(Relation index);
extern bool index_has_expressions(Relation index);

#endif /* TG_STORE_INDEX_CODE_H */
