/*
 * orient.h
 *	  On which side of a line a point lies, exactly.
 */
#ifndef TG_CORE_ORIENT_H
#define TG_CORE_ORIENT_H

#include <float.h>
#include <math.h>

/*
 * Give the sign that tg_orient gives, or 0 if rounding may hide it.
 *
 * Let e = DBL_EPSILON / 2, the largest relative error of one operation.
 * Differences have no other error; left and right have two of them and one of
 * their own, and at most 2^-1075 more where they underflow.  So the true
 * determinant is off left - right by at most (3e + 4e^2) * (|left| + |right|)
 * + 2^-1074, and det has the sign of left - right and its magnitude within a
 * factor of 1 + e.  The bound, 4e * (|left| + |right|) + DBL_MIN, leaves e
 * for its own rounding and for that of det.  A product fused into the
 * difference is rounded once less, wider intermediates round less: the bound
 * holds for them as well.  Where anything overflows, the bound is infinite or
 * not a number, and both comparisons are false.
 */
static inline int
tg_orient_filter(double ax, double ay, double bx, double by, double cx,
				 double cy)
{
	double left = (ax - cx) * (by - cy);
	double right = (ay - cy) * (bx - cx);
	double det = left - right;
	double bound = 2 * DBL_EPSILON * (fabs(left) + fabs(right)) + DBL_MIN;

	return (det > bound) - (det < -bound);
}

/*
 * Give 1 if c lies to the left of the line from a to b (a, b, c turn
 * counterclockwise), -1 if to the right, 0 if the three are collinear.  Exact
 * for all finite coordinates, of whatever magnitude; 0 if one is not finite.
 */
extern int tg_orient(double ax, double ay, double bx, double by, double cx,
					 double cy);

#endif /* TG_CORE_ORIENT_H */
