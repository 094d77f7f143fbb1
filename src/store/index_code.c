/*
 * index_code.c
 *	  Whether an index has expressions of somebody's.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_index.h"

#include "store/index_code.h"

bool
index_is_partial(Relation index)
{
	return !heap_attisnull(index->rd_indextuple, Anum_pg_index_indpred, NULL);
}

bool
index_has_expressions(Relation index)
{
	return !heap_attisnull(index->rd_indextuple, Anum_pg_index_indexprs, NULL);
}
