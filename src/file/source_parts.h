/*
 * source_parts.h
 *	  What the files that make a source have of each other.
 */
#ifndef TG_FILE_SOURCE_PARTS_H
#define TG_FILE_SOURCE_PARTS_H

#include "compat.h"

#include "file/source.h"

/* The file's own bytes. */
extern const SourceKind source_plain;

/* Open the file of a path; no layer is upon it. */
extern Source *source_file_open(const char *path);

/* Raise the error of errno. */
TG_NORETURN extern void source_fail_to_open(const char *path);

/* Raise an error where bytes that follow are blank like those before. */
extern void source_check_blank(Source *source, const char *bytes, size_t len);

#endif /* TG_FILE_SOURCE_PARTS_H */
