/*
 * place_name.h
 *	  Names of places as they are compared.
 */
#ifndef TG_CORE_TEXT_PLACE_NAME_H
#define TG_CORE_TEXT_PLACE_NAME_H

#include <stddef.h>

/*
 * Write a name without the blanks around it, with one blank where it has
 * several, and in lower case: of ASCII and, in UTF-8, of the Latin, Greek and
 * Cyrillic letters, whatever the locale.  Other bytes stay as they are.  Give
 * the length, which never is more than it was.
 */
extern size_t tg_place_name(const char *text, size_t len, char *out);

#endif /* TG_CORE_TEXT_PLACE_NAME_H */
