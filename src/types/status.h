/*
 * status.h
 *	  What the status codes of core mean to a user.
 */
#ifndef TG_TYPES_STATUS_H
#define TG_TYPES_STATUS_H

#include "core/base/status.h"

typedef struct StatusText
{
	int sqlstate;
	const char *message; /* as PostgreSQL's message style has it */
	const char *hint;	 /* a sentence, or null */
} StatusText;

extern const StatusText *status_text(TgStatus status);

/* Raise the error of a status, if it is one. */
extern void status_check(TgStatus status);

#endif /* TG_TYPES_STATUS_H */
