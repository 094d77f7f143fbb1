/*
 * directory_list.c
 *	  The files of a directory whose names match.
 */
#include "compat.h"

#include <fnmatch.h>
#include <sys/stat.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "storage/fd.h"

#include "core/text/member_name.h"
#include "file/directory_list.h"
#include "file/path_help.h"

#define MOST_DEPTH 32
#define MOST_PATTERNS 256
#define MOST_PATTERN 4096 /* bytes of all of them, as they are written */

typedef struct Walk
{
	const char *root;
	List *patterns;
	bool recursive;
	Listing *listing;
} Walk;

/* The end of a pattern that a comma outside of braces separates. */
static size_t
pattern_end(const char *text)
{
	int depth = 0;
	size_t at = 0;

	for (; text[at] != '\0'; at++)
	{
		if (text[at] == '\\' && text[at + 1] != '\0')
			at++;
		else if (text[at] == '{')
			depth++;
		else if (text[at] == '}')
			depth--;
		else if (text[at] == ',' && depth <= 0)
			break;
	}
	return at;
}

/* Add a pattern, or several where it has braces. */
static List *
add_pattern(List *patterns, const char *pattern)
{
	const char *open = pattern;
	const char *close;
	int depth = 0;
	char *choices;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	while (*open != '\0' && *open != '{')
		open += *open == '\\' && open[1] != '\0' ? 2 : 1;
	for (close = open; *close != '\0'; close++)
	{
		depth += (*close == '{') - (*close == '}');
		if (depth == 0)
			break;
		/* one behind a backslash is itself */
		if (*close == '\\' && close[1] != '\0')
			close++;
	}
	if (list_length(patterns) >= MOST_PATTERNS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("pattern is more than %d patterns", MOST_PATTERNS)));
	if (*open == '\0' || *close == '\0')
		return lappend(patterns, pstrdup(pattern));
	choices = pnstrdup(open + 1, (size_t) (close - open - 1));
	for (;;)
	{
		size_t len = pattern_end(choices);

		patterns = add_pattern(
			patterns, psprintf("%.*s%.*s%s", (int) (open - pattern), pattern,
							   (int) len, choices, close + 1));
		if (choices[len] == '\0')
			return patterns;
		choices += len + 1;
	}
}

static List *
patterns_of(const char *text)
{
	List *patterns = NIL;

	if (strlen(text) > MOST_PATTERN)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("pattern is longer than %d bytes", MOST_PATTERN)));
	for (;;)
	{
		size_t len = pattern_end(text);
		size_t first = strspn(text, " ");
		size_t end = len;

		while (end > first && text[end - 1] == ' ')
			end--;
		if (end > first)
			patterns =
				add_pattern(patterns, pnstrdup(text + first, end - first));
		if (text[len] == '\0')
			return patterns;
		text += len + 1;
	}
}

static bool
fits(const Walk *walk, const char *pattern, const char *path, const char *name)
{
	const char *below = path + strlen(walk->root);

	below += strspn(below, "/");
	return strchr(pattern, '/') != NULL
			   ? fnmatch(pattern, below, FNM_PERIOD | FNM_PATHNAME) == 0
			   : fnmatch(pattern, name, FNM_PERIOD) == 0;
}

static bool
matches(const Walk *walk, const char *path, const char *name)
{
	ListCell *cell;

	foreach (cell, walk->patterns)
		if (fits(walk, lfirst(cell), path, name))
			return true;
	return false;
}

/* Tell whether a pattern names hidden files. */
static bool
wants(const Walk *walk, char first)
{
	ListCell *cell;

	foreach (cell, walk->patterns)
		if (*(const char *) lfirst(cell) == first)
			return true;
	return false;
}

/* Tell whether a pattern names a document by how it begins, or by its kind. */
static bool
names_document(const Walk *walk, const char *path, const char *name)
{
	const char *kind = strrchr(name, '.');
	ListCell *cell;

	foreach (cell, walk->patterns)
	{
		const char *pattern = lfirst(cell);
		const char *slash = strrchr(pattern, '/');
		const char *last = slash == NULL ? pattern : slash + 1;
		const char *suffix = strrchr(last, '.');

		if (fits(walk, pattern, path, name) &&
			(strchr("*?[", *last) == NULL ||
			 (kind != NULL && suffix != NULL && strcmp(kind, suffix) == 0 &&
			  strcmp(kind, ".txt") != 0)))
			return true;
	}
	return false;
}

static void
skip(const Walk *walk, SkipReason reason, const char *path)
{
	if (walk->listing->skipped[reason]++ == 0 && reason != SKIP_NO_TEXT)
		walk->listing->example[reason] = pstrdup(path);
}

/* A name of bytes that are no text could be neither shown nor kept. */
static bool
is_text(const Walk *walk, const char *path, const char *name)
{
	if (pg_verifymbstr(name, (int) strlen(name), true))
		return true;
	ereport(WARNING,
			(errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
			 errmsg("a file in directory \"%s\" was not loaded", path),
			 errdetail("Its name is not valid in encoding \"%s\".",
					   GetDatabaseEncodingName())));
	skip(walk, SKIP_NO_TEXT, path);
	return false;
}

static void
fail_to_open(const char *path)
{
	int error = errno;
	PathHelp help = path_help(path, error);

	errno = error;
	ereport(ERROR,
			(errcode_for_file_access(),
			 errmsg("could not open directory \"%s\": %m", path),
			 help.detail != NULL ? errdetail("%s", help.detail) : 0,
			 error == ENOTDIR	 ? errhint("CALL tripgrid.load_file() loads a "
											  "file.")
			 : help.hint != NULL ? errhint("%s", help.hint)
								 : 0));
}

static void walk_folder(const Walk *walk, const char *path, int depth);

static void
take_entry(const Walk *walk, const char *folder, const char *name, int depth)
{
	char *path = psprintf("%s%s%s", folder,
						  folder[strlen(folder) - 1] == '/' ? "" : "/", name);
	struct stat link;
	struct stat status;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return;
	if (name[0] == '.' && !wants(walk, '.'))
	{
		skip(walk, SKIP_HIDDEN, path);
		return;
	}
	if (lstat(path, &link) != 0 || stat(path, &status) != 0)
		skip(walk, SKIP_OTHER, path);
	else if (S_ISDIR(status.st_mode))
	{
		if (!walk->recursive)
			skip(walk, SKIP_FOLDER, path);
		else if (name[0] == '_')
			skip(walk, SKIP_HIDDEN, path);
		else if (S_ISLNK(link.st_mode) || depth == MOST_DEPTH)
			skip(walk, SKIP_LINK, path);
		else if (is_text(walk, folder, name))
			walk_folder(walk, path, depth + 1);
	}
	else if (!S_ISREG(status.st_mode))
		skip(walk, SKIP_OTHER, path);
	else if (!matches(walk, path, name))
		skip(walk, SKIP_NO_MATCH, path);
	else if (walk->recursive && name[0] == '_' && !wants(walk, '_'))
		skip(walk, SKIP_HIDDEN, path);
	else if (tg_member_is_document(name) && !names_document(walk, path, name))
		skip(walk, SKIP_DOCUMENT, path);
	else if (is_text(walk, folder, name))
		walk->listing->files = lappend(walk->listing->files, path);
}

static void
walk_folder(const Walk *walk, const char *path, int depth)
{
	DIR *directory = AllocateDir(path);
	struct dirent *entry;
	List *names = NIL;
	ListCell *cell;

	if (directory == NULL && depth == 0)
		fail_to_open(path);
	if (directory == NULL)
	{
		skip(walk, SKIP_UNREADABLE, path);
		return;
	}
	while ((entry = ReadDir(directory, path)) != NULL)
		names = lappend(names, pstrdup(entry->d_name));
	FreeDir(directory);
	foreach (cell, names)
	{
		CHECK_FOR_INTERRUPTS();
		take_entry(walk, path, lfirst(cell), depth);
	}
	list_free_deep(names);
}

static int
compare_paths(const ListCell *a, const ListCell *b)
{
	return strcmp(lfirst(a), lfirst(b));
}

void
directory_list(const char *path, const char *pattern, bool recursive,
			   Listing *listing)
{
	Walk walk = {path, patterns_of(pattern), recursive, listing};

	memset(listing, 0, sizeof *listing);
	walk_folder(&walk, path, 0);
	list_sort(listing->files, compare_paths);
}

char *
listing_skipped(const Listing *listing)
{
	static const char *const reasons[SKIP_REASONS] = {
		[SKIP_NO_MATCH] = "with another name",
		[SKIP_HIDDEN] = "hidden",
		[SKIP_FOLDER] = "a folder (recursive => true goes into it)",
		[SKIP_LINK] = "a link to a folder, or too deep",
		[SKIP_OTHER] = "no regular file",
		[SKIP_UNREADABLE] = "a folder that cannot be read",
		[SKIP_DOCUMENT] = "a document by its name",
		[SKIP_NO_TEXT] = NULL, /* was told */
	};
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < SKIP_REASONS; i++)
		if (listing->skipped[i] > 0 && reasons[i] != NULL)
			appendStringInfo(
				&text, "%s%d %s, such as \"%s\"",
				text.len > 0 ? "; " : "Skipped: ", listing->skipped[i],
				reasons[i], listing->example[i]);
	if (text.len > 0)
		appendStringInfoChar(&text, '.');
	return text.data;
}

static int
hex_value(char c)
{
	return c >= '0' && c <= '9'	  ? c - '0'
		   : c >= 'A' && c <= 'F' ? c - 'A' + 10
		   : c >= 'a' && c <= 'f' ? c - 'a' + 10
								  : -1;
}

/* As those write it who partition files: %20 for a blank. */
static char *
decoded(const char *text, size_t len)
{
	char *out = palloc(len + 1);
	size_t written = 0;

	for (size_t i = 0; i < len; i++)
	{
		int high = i + 2 < len && text[i] == '%' ? hex_value(text[i + 1]) : -1;
		int low = high >= 0 ? hex_value(text[i + 2]) : -1;

		if (low >= 0 && (high > 0 || low > 0))
		{
			out[written++] = (char) (high << 4 | low);
			i += 2;
		}
		else
			out[written++] = text[i];
	}
	out[written] = '\0';
	return out;
}

char *
path_key(const char *path, const char *key)
{
	size_t len = strlen(key);
	const char *end = strrchr(path, '/');
	char *value = NULL;

	for (const char *at = path; end != NULL && at < end;
		 at += strcspn(at, "/"))
	{
		size_t part;

		at += *at == '/';
		part = strcspn(at, "/");
		if (at + part > end || part <= len + 1 || at[len] != '=' ||
			pg_strncasecmp(at, key, len) != 0)
			continue;
		value = decoded(at + len + 1, part - len - 1);
		/* what Hive calls nothing; or bytes that are no text */
		if (strcmp(value, "__HIVE_DEFAULT_PARTITION__") == 0 ||
			!pg_verifymbstr(value, (int) strlen(value), true))
			value = NULL;
	}
	return value;
}
