/*
 * member_name.h
 *	  The names of files in an archive, as parts of a path.
 */
#ifndef TG_CORE_TEXT_MEMBER_NAME_H
#define TG_CORE_TEXT_MEMBER_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* Room for a name of so many bytes, terminator included. */
#define TG_MEMBER_NAME_ROOM(len) (3 * (len) + 1)

/*
 * Write the name of a member as a path below the archive's: without "." and
 * double slashes, and with %XX for bytes that are no UTF-8, or for all beyond
 * ASCII unless utf8.  False for a name that is none: empty, absolute, with
 * "..", or with control characters.
 */
extern bool tg_member_name(const char *name, bool utf8, char *out);

/*
 * Tell whether a member is none of the data: one of the notes that systems
 * leave in archives, or hidden.
 */
extern bool tg_member_is_hidden(const char *name);

/*
 * Tell whether a file is by its name a document rather than data: a readme, a
 * licence or the like, a page, a picture, or what systems leave in folders.
 */
extern bool tg_member_is_document(const char *name);

#endif /* TG_CORE_TEXT_MEMBER_NAME_H */
