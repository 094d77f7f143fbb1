/*
 * json_keeps.h
 *	  Whether jsonb loses anything of a value.
 */
#ifndef TG_FILE_JSON_KEEPS_H
#define TG_FILE_JSON_KEEPS_H

#include "postgres.h"

/*
 * Tell whether jsonb has every member and every number of a well-formed array
 * or object.  Allocates in the current memory context.
 */
extern bool json_keeps(const char *json, size_t len);

#endif /* TG_FILE_JSON_KEEPS_H */
