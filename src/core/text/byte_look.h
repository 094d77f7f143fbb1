/*
 * byte_look.h
 *	  What bytes of text can be: ASCII, UTF-8, or of some other encoding.
 */
#ifndef TG_CORE_TEXT_BYTE_LOOK_H
#define TG_CORE_TEXT_BYTE_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What was seen of a text; its bytes beyond ASCII stand in runs. */
typedef struct TgByteLook
{
	uint64_t offset; /* of the next byte */
	uint64_t zeros;
	uint64_t utf8;		/* well-formed characters beyond ASCII */
	uint64_t broken;	/* bytes beyond ASCII that belong to none */
	uint64_t broken_at; /* offset of the first of these */
	uint64_t runs;		/* that have ended */
	uint64_t lone;		/* runs of one byte */
	uint64_t high;		/* bytes of all runs, */
	uint64_t letters;	/* and of these 0xC0 or more: Latin letters */
	bool seen[256];		/* which bytes there are, if not ASCII */
	unsigned char kept[4];
	size_t kept_len; /* of a character that has begun */
	size_t run_len;	 /* of the run that goes on */
} TgByteLook;

typedef enum TgTextKind
{
	TG_TEXT_ASCII,
	TG_TEXT_UTF8,
	TG_TEXT_BROKEN_UTF8, /* more of it is UTF-8 than is not */
	TG_TEXT_LATIN,		 /* words of ASCII with a few letters more */
	TG_TEXT_OTHER
} TgTextKind;

extern void tg_byte_look_begin(TgByteLook *look);

/* Look at bytes that follow those seen before. */
extern void tg_byte_look_pass(TgByteLook *look, const char *bytes, size_t len);

/* The text has ended, and a character that has begun is none. */
extern void tg_byte_look_end(TgByteLook *look);

/* What the bytes so far are. */
extern TgTextKind tg_byte_look_kind(const TgByteLook *look);

#endif /* TG_CORE_TEXT_BYTE_LOOK_H */
