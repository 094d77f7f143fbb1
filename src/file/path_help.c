/*
 * path_help.c
 *	  What is said of a path that cannot be opened.
 */
#include "compat.h"

#include <ctype.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/username.h"
#include "miscadmin.h"

#include "file/path_help.h"

#define BY_SERVER                                                             \
	"The file is read by the server process, on its machine and with its "    \
	"rights. "
/* nothing that would open it to everybody on the machine */
#define COPY_IT                                                               \
	"Copy it to a folder that \"%s\" may enter, such as one below /var/lib "  \
	"that is its own. "
#define BY_CLIENT "You may want a client-side facility such as psql's \\copy."

/* The length of a URL's scheme; 0 if it is none.  Paths lose double slashes.
 */
static int
scheme_length(const char *path)
{
	int len = 0;

	while (isalnum((unsigned char) path[len]) ||
		   (len > 0 && strchr("+.-", path[len]) != NULL && path[len] != '\0'))
		len++;
	return len > 1 && path[len] == ':' && path[len + 1] == '/' ? len : 0;
}

static PathHelp
help_with_url(const char *path, int scheme)
{
	PathHelp help = {
		psprintf("It is a URL (%.*s), and the path of a file is needed.",
				 scheme, path)};

	if (scheme == 4 && pg_strncasecmp(path, "file", 4) == 0)
	{
		const char *rest = path + scheme + 1;

		while (rest[0] == '/' && rest[1] == '/')
			rest++;
		help.hint = psprintf("Write the path alone: %s", rest);
	}
	else
		help.hint = "Fetch it to the server first, for example with curl -o, "
					"or COPY the feed FROM PROGRAM 'curl ...'.";
	return help;
}

static const char *
server_user(void)
{
	char *error;
	const char *name = get_user_name(&error);

	return name == NULL ? psprintf("%d", (int) geteuid()) : name;
}

/* The first folder of a path that the server may not enter; null for none. */
static char *
closed_folder(const char *path)
{
	for (const char *at = strchr(path + 1, '/'); at != NULL;
		 at = strchr(at + 1, '/'))
	{
		char *folder = pnstrdup(path, (size_t) (at - path));

		if (access(folder, X_OK) != 0)
			return errno == EACCES ? folder : NULL;
	}
	return NULL;
}

static PathHelp
help_with_rights(const char *path)
{
	PathHelp help = {NULL, BY_SERVER BY_CLIENT};
	const char *user = server_user();
	char *folder = closed_folder(path);
	struct stat status;

	if (folder != NULL && stat(folder, &status) == 0)
	{
		help.detail =
			psprintf("The server runs as \"%s\", which may not "
					 "enter folder \"%s\" (its mode is %03o).",
					 user, folder, (unsigned) (status.st_mode & 0777));
		help.hint = psprintf(BY_SERVER COPY_IT BY_CLIENT, user);
	}
	else if (stat(path, &status) == 0)
	{
		help.detail = psprintf("The server runs as \"%s\", which may not read "
							   "it (its mode is %03o).",
							   user, (unsigned) (status.st_mode & 0777));
		help.hint = psprintf(BY_SERVER COPY_IT BY_CLIENT, user);
	}
	return help;
}

static PathHelp
help_with_relative(const char *path)
{
	return (PathHelp){
		psprintf("The path is relative to the server's data directory, not "
				 "to the folder of the client."),
		psprintf("Give the absolute path of the file on the server, such as "
				 "/srv/trips/%s. " BY_CLIENT,
				 last_dir_separator(path) != NULL
					 ? last_dir_separator(path) + 1
					 : path)};
}

/* The part of a path that is there, for one of which a part is not. */
static PathHelp
help_with_missing(const char *path)
{
	PathHelp help = {NULL, BY_SERVER BY_CLIENT};
	char *folder = pstrdup(path);
	struct stat status;

	get_parent_directory(folder);
	if (folder[0] == '\0' || stat(folder, &status) == 0)
		return help;
	while (folder[0] != '\0' && strcmp(folder, "/") != 0)
	{
		char *outer = pstrdup(folder);

		get_parent_directory(outer);
		if (outer[0] == '\0' || stat(outer, &status) == 0)
			break;
		folder = outer;
	}
	help.detail = psprintf("On the server there is no folder \"%s\".", folder);
	return help;
}

PathHelp
path_help(const char *path, int error)
{
	int scheme = scheme_length(path);

	if (error != ENOENT && error != EACCES && error != ENOTDIR)
		return (PathHelp){NULL, NULL};
	if (scheme > 0)
		return help_with_url(path, scheme);
	if (path[0] == '~')
		return (PathHelp){
			"The server does not know whose home ~ is to be.",
			psprintf("Write it out, such as /home/NAME%s; the server must be "
					 "allowed to enter it. " BY_CLIENT,
					 path + strcspn(path, "/"))};
	if (isalpha((unsigned char) path[0]) && path[1] == ':' &&
		(path[2] == '\\' || path[2] == '/'))
		return (PathHelp){"It is a path of Windows, and the server runs on "
						  "another system.",
						  BY_SERVER BY_CLIENT};
	if (error == EACCES)
		return help_with_rights(path);
	return is_absolute_path(path) ? help_with_missing(path)
								  : help_with_relative(path);
}
