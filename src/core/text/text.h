/*
 * text.h
 *	  Counted strings: blanks around them, and their encoding.
 */
#ifndef TG_CORE_TEXT_TEXT_H
#define TG_CORE_TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

extern void tg_text_trim(const char **text, size_t *len);

/* Tell whether a text is of ASCII alone, as most are. */
extern bool tg_is_ascii(const char *text, size_t len);

/*
 * Trim UTF-8 also of what looks like nothing: no-break spaces (U+00A0) and
 * byte order marks (U+FEFF).
 */
extern void tg_utf8_trim(const char **text, size_t *len);
extern bool tg_utf8_valid(const char *text, size_t len);

/*
 * Tell whether UTF-8 has a mark, a voicing or a part of a syllable that may be
 * one character with what goes before it.
 */
extern bool tg_utf8_composable(const char *text, size_t len);

/*
 * Give the length of the well-formed UTF-8 character at the beginning of
 * bytes, 0 if there is none, or it is a NUL.
 */
extern size_t tg_utf8_character(const char *text, size_t len);

#endif /* TG_CORE_TEXT_TEXT_H */
