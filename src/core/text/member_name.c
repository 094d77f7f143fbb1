/*
 * member_name.c
 *	  The names of files in an archive, as parts of a path.
 */
#include <string.h>

#include "core/text/ascii.h"
#include "core/text/member_name.h"
#include "core/text/text.h"

static bool
is_dots(const char *part, size_t len, size_t dots)
{
	return len == dots && part[0] == '.' && part[len - 1] == '.';
}

/* Write a part of a path; false if it has control characters. */
static bool
write_part(const char *part, size_t len, bool plain, char **out)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < len; i++)
	{
		unsigned char c = (unsigned char) part[i];

		if (c < 0x20 || c == 0x7F)
			return false;
		if (c < 0x80 || plain)
		{
			*(*out)++ = part[i];
			continue;
		}
		*(*out)++ = '%';
		*(*out)++ = digits[c >> 4];
		*(*out)++ = digits[c & 15];
	}
	return true;
}

bool
tg_member_name(const char *name, bool utf8, char *out)
{
	bool plain = utf8 && tg_utf8_valid(name, strlen(name));
	const char *begin = out;

	*out = '\0';
	if (name[0] == '/')
		return false;
	while (*name != '\0')
	{
		size_t len = strcspn(name, "/");

		if (len > 1 && is_dots(name, len, 2))
			return false;
		if (len > 0 && !is_dots(name, len, 1))
		{
			if (out != begin)
				*out++ = '/';
			if (!write_part(name, len, plain, &out))
				return false;
		}
		name += len;
		if (*name == '/')
			name++;
	}
	*out = '\0';
	return out != begin;
}

bool
tg_member_is_hidden(const char *name)
{
	const char *slash = strrchr(name, '/');

	return strncmp(name, "__MACOSX/", 9) == 0 ||
		   (slash == NULL ? name[0] : slash[1]) == '.';
}

/* Tell whether text has a word at its beginning, whatever its letters. */
static bool
begins_with(const char *text, const char *word)
{
	while (*word != '\0')
		if (tg_lower(*text++) != *word++)
			return false;
	return true;
}

static bool
is_among(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(text) == strlen(words[i]) && begins_with(text, words[i]))
			return true;
	return false;
}

#define AMONG(text, words)                                                    \
	is_among(text, words, sizeof(words) / sizeof((words)[0]))

bool
tg_member_is_document(const char *name)
{
	static const char *const kinds[] = {
		".pdf", ".html", ".htm", ".md",	  ".rst", ".doc", ".docx", ".rtf",
		".odt", ".png",	 ".jpg", ".jpeg", ".gif", ".svg", ".md5",  ".sha256"};
	static const char *const texts[] = {"", ".txt"};
	static const char *const subjects[] = {
		"readme",	"read_me",	 "read-me", "read me", "liesmich", "leeme",
		"lisezmoi", "license",	 "licence", "lizenz",  "copying",  "copyright",
		"notice",	"changelog", "changes", "authors", "citation"};
	static const char *const left[] = {"thumbs.db", "desktop.ini", "md5sums",
									   "sha256sums"};
	const char *slash = strrchr(name, '/');
	const char *base = slash == NULL ? name : slash + 1;
	const char *dot = strrchr(base, '.');

	if ((dot != NULL && AMONG(dot, kinds)) || AMONG(base, left))
		return true;
	for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++)
		if (begins_with(base, subjects[i]) &&
			AMONG(base + strlen(subjects[i]), texts))
			return true;
	return false;
}
