/*
 * position_form.h
 *	  The forms of positions that have to be said, because their texts alone
 *	  could be something else.
 */
#ifndef TG_CORE_TEXT_POSITION_FORM_H
#define TG_CORE_TEXT_POSITION_FORM_H

#include "core/text/position_text.h"

typedef enum TgPositionForm
{
	TG_FORM_DEGREES, /* and all that is plain from its text */
	TG_FORM_E6,		 /* whole millionths of a degree, in two columns */
	TG_FORM_E7,
	TG_FORM_GEOHASH,
	TG_FORM_QUADKEY,
	TG_FORM_H3, /* which is read elsewhere */
	TG_FORM_POLYLINE,
	TG_FORM_POLYLINE6,
	TG_FORMS
} TgPositionForm;

/* What a form is called. */
extern const char *tg_position_form_name(TgPositionForm form);

/* Find the form of that name; false for none. */
extern bool tg_position_form_find(const char *name, TgPositionForm *form);

/* Tell whether a form has both coordinates in one text; or both ends. */
extern bool tg_position_form_is_text(TgPositionForm form);
extern bool tg_position_form_is_path(TgPositionForm form);

/* Read a position of such a form, of a path the first or last. */
extern TgStatus tg_position_form_parse(TgPositionForm form, const char *text,
									   size_t len, bool last, TgLonLat *out);

/* Read one coordinate of a form that is a whole number. */
extern TgStatus tg_position_form_scaled(TgPositionForm form, const char *text,
										size_t len, TgAxis axis, int32_t *out);

/*
 * Read the first or last position of a path in degrees, whatever it is
 * written in: WKT, lists, GeoJSON or hexadecimal (E)WKB.
 */
extern TgStatus tg_path_parse(const char *text, size_t len, unsigned style,
							  bool last, TgLonLat *out);

#endif /* TG_CORE_TEXT_POSITION_FORM_H */
