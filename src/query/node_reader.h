/*
 * node_reader.h
 *	  The nodes of a store, and what their headers say about a question.
 */
#ifndef TG_QUERY_NODE_READER_H
#define TG_QUERY_NODE_READER_H

#include "postgres.h"

#include "query/filter.h"

typedef struct NodeRow
{
	Datum region;
	int64 run;
	int32 first_segment;
	int32 segments;
	int sign;
	TgWeeks weeks; /* of the first and the last departure */
	const TgGroup *bounds;
	Datum counts;		  /* by weeks or hours, as the filter counts */
	bool has_datasources; /* if the filter has one, and the node counts them */
	Datum datasources;
	Datum datasource_weeks;
	bool has_squares; /* if both ends of an area decide, and it has some */
	int shift;
	Datum squares;
	Datum square_weeks;
} NodeRow;

/* What a node's header says of all its trips. */
typedef enum NodeRelation
{
	NODE_OUTSIDE,
	NODE_INSIDE,
	NODE_SQUARES, /* its origins are inside, its squares tell the rest */
	NODE_MOST,	  /* the same, but only most of its origins seem to be */
	NODE_EDGE
} NodeRelation;

/*
 * Read all nodes of a projection, of one region if it is not null.  SPI must
 * be connected; the rows are valid until it is finished.
 */
extern NodeRow *nodes_read(const Filter *filter, const char *store,
						   char projection, const text *region, uint64 *count);

extern NodeRelation node_relate(const Filter *filter, const NodeRow *node);

#endif /* TG_QUERY_NODE_READER_H */
