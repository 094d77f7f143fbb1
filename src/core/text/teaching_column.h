/*
 * teaching_column.h
 *	  Columns whose names say that they teach nothing of where places are.
 */
#ifndef TG_CORE_TEXT_TEACHING_COLUMN_H
#define TG_CORE_TEXT_TEACHING_COLUMN_H

#include <stdbool.h>

/*
 * Tell whether what a column of that name has may be names of places, such as
 * stations, and not addresses, which are people's, nor areas, which lie
 * nowhere.  The words are those of name_fold.h.
 */
extern bool tg_column_names_places(const char *words);

/*
 * Tell whether a column of that name has positions of places, not the middle
 * of something larger.
 */
extern bool tg_column_locates_places(const char *words);

#endif /* TG_CORE_TEXT_TEACHING_COLUMN_H */
