/*
 * joined_key.h
 *	  Keys of several parts as one text.
 *
 * The text is a JSON array (RFC 8259) of strings, such as ["7", "A"], with
 * null for a part that is missing.  Each list of parts has one such text, and
 * no other list has it.
 */
#ifndef TG_CORE_TEXT_JOINED_KEY_H
#define TG_CORE_TEXT_JOINED_KEY_H

#include <stdbool.h>
#include <stddef.h>

/* A part; null bytes: it is missing. */
typedef struct TgKeyPart
{
	const char *bytes;
	size_t len;
} TgKeyPart;

/* The bytes that the text of some parts takes at most. */
extern size_t tg_key_room(const TgKeyPart *parts, int count);

/* Write the text, without a terminator, and return its length. */
extern size_t tg_key_join(const TgKeyPart *parts, int count, char *out);

/*
 * Read a text that tg_key_join has written: the parts and their bytes, which
 * take no more than the text.  Return how many they are, or -1 if it is
 * another text, or has more than most.
 */
extern int tg_key_split(const char *text, size_t len, TgKeyPart *parts,
						int most, char *bytes);

#endif /* TG_CORE_TEXT_JOINED_KEY_H */
