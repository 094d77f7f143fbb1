/*
 * strategy.h
 *	  Numbers of the operators in GiST operator classes.  Where R-trees have a
 *	  number for it, theirs.
 */
#ifndef TG_INDEX_STRATEGY_H
#define TG_INDEX_STRATEGY_H

#define STRATEGY_OVERLAPS 3		  /* && tripgroup */
#define STRATEGY_EQUAL 6		  /* = */
#define STRATEGY_CONTAINS 7		  /* @> tripgroup */
#define STRATEGY_CONTAINED 8	  /* <@ tripgroup */
#define STRATEGY_DISTANCE 15	  /* <-> trip, for ordering */
#define STRATEGY_SIMILAR 16		  /* % trip */
#define STRATEGY_OVERLAPS_TRIP 23 /* && trip */
#define STRATEGY_CONTAINS_TRIP 27 /* @> trip */

#endif /* TG_INDEX_STRATEGY_H */
