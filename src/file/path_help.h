/*
 * path_help.h
 *	  What is said of a path that cannot be opened.
 */
#ifndef TG_FILE_PATH_HELP_H
#define TG_FILE_PATH_HELP_H

#include "postgres.h"

typedef struct PathHelp
{
	char *detail; /* sentences, or null */
	char *hint;
} PathHelp;

/*
 * Find out what is wrong with a path that could not be opened for that errno:
 * it is a URL, begins with ~, is relative, or lies in a folder that the server
 * may not enter.
 */
extern PathHelp path_help(const char *path, int error);

#endif /* TG_FILE_PATH_HELP_H */
