/*
 * position_guess.h
 *	  Which codes, and which whole numbers, are positions.
 */
#ifndef TG_DETECT_POSITION_GUESS_H
#define TG_DETECT_POSITION_GUESS_H

#include "core/text/position_form.h"
#include "detect/patterns.h"

/* Tell whether values of a class of value_class may be codes. */
extern bool position_may_be_code(const char *class);

/*
 * The form of a column whose values are codes of positions, or paths of them:
 * by what it is called, if most values are such; or else because every value
 * lies in one known city, which other codes would hardly do.  TG_FORM_DEGREES
 * for none.
 */
extern TgPositionForm position_code_form(const char *name, Texts values);

/*
 * The same of two columns of whole numbers: by what they are called, or
 * because all positions lie in one known city, and as metres on no plane.
 */
extern TgPositionForm position_number_form(const char *lon_name, Texts lons,
										   Texts lats);

#endif /* TG_DETECT_POSITION_GUESS_H */
