/*
 * area_check.h
 *	  The check of areas that come from users.
 */
#ifndef TG_TYPES_AREA_CHECK_H
#define TG_TYPES_AREA_CHECK_H

#include "postgres.h"

/*
 * Raise an error unless these bytes are an area on the globe; give what
 * tg_area_size does.
 */
extern size_t area_check(const unsigned char *wkb, size_t len);

#endif /* TG_TYPES_AREA_CHECK_H */
