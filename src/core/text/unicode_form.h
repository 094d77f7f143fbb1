/*
 * unicode_form.h
 *	  UTF-16 and UTF-32 found, and converted to UTF-8.
 */
#ifndef TG_CORE_TEXT_UNICODE_FORM_H
#define TG_CORE_TEXT_UNICODE_FORM_H

#include <stdbool.h>
#include <stddef.h>

typedef enum TgUnicodeForm
{
	TG_UNICODE_FIND, /* whatever the bytes say */
	TG_UNICODE_NONE, /* bytes are what they are */
	TG_UNICODE_16,	 /* the bytes say in which order */
	TG_UNICODE_32,
	TG_UNICODE_16LE,
	TG_UNICODE_16BE,
	TG_UNICODE_32LE,
	TG_UNICODE_32BE
} TgUnicodeForm;

/* The form of a name ("utf-16", "UCS-2LE"); TG_UNICODE_NONE for others. */
extern TgUnicodeForm tg_unicode_named(const char *name);

/* Its name, of those that tell the order. */
extern const char *tg_unicode_name(TgUnicodeForm form);

/* The form that a byte order mark says; TG_UNICODE_NONE if there is none. */
extern TgUnicodeForm tg_unicode_marked(const char *bytes, size_t len);

/*
 * The form of text of which these bytes are the beginning: by its mark or, as
 * no text of bytes has a zero, by where zeros are and are not.
 */
extern TgUnicodeForm tg_unicode_find(const char *bytes, size_t len);

/*
 * Convert characters as long as there is room; give how many bytes were
 * written.  *used bytes were read: what is left is less than a character, or
 * what had no room, or, if *bad, bytes that are no character.
 */
extern size_t tg_unicode_convert(TgUnicodeForm form, const char *bytes,
								 size_t len, char *out, size_t room,
								 size_t *used, bool *bad);

#endif /* TG_CORE_TEXT_UNICODE_FORM_H */
