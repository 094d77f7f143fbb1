/*
 * plain_expression.h
 *	  Expressions that call nothing but the server's own functions.
 */
#ifndef TG_STORE_PLAIN_EXPRESSION_H
#define TG_STORE_PLAIN_EXPRESSION_H

#include "postgres.h"

#include "nodes/nodes.h"

/*
 * Tell whether all of an expression is known not to change its meaning while
 * the table that it belongs to does not.
 */
extern bool expression_is_plain(Node *expression);

#endif /* TG_STORE_PLAIN_EXPRESSION_H */
