/*
 * json_keeps.c
 *	  Whether jsonb loses anything of a value.
 *
 * Of two members of one name jsonb keeps the last, and a number that numeric
 * has no room for is an error, as is a character that the server's text cannot
 * hold.  Blanks, the order of members, and how a number is written are none of
 * what is meant to be kept.
 */
#include "compat.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "core/text/ascii.h"
#include "core/text/json_path.h"
#include "core/text/json_value.h"
#include "file/json_keeps.h"

#define DIGITS_MAX 1000 /* of a number that numeric has room for */
#define EXPONENT_MAX 3	/* digits of an exponent */
#define NAME_MAX_BYTES (64 * 1024 * 1024) /* jsonb has room for four times */

/* What a text of JSON has, by its marks. */
typedef struct Parts
{
	int64 members;
	bool numbers; /* are all such as numeric has */
} Parts;

/* Pass over a number, at being its first character. */
static const char *
pass_number(const char *at, const char *end, Parts *parts)
{
	const char *first = at;
	const char *exponent = NULL;

	for (; at < end && (tg_is_digit(*at) || strchr("+-.eE", *at) != NULL);
		 at++)
		if (*at == 'e' || *at == 'E')
			exponent = at;
	if ((exponent == NULL ? at : exponent) - first > DIGITS_MAX ||
		(exponent != NULL && at - exponent > EXPONENT_MAX + 2))
		parts->numbers = false;
	return at;
}

static Parts
parts_of(const char *json, size_t len)
{
	const char *at = json;
	const char *end = json + len;
	Parts parts = {0, true};

	while (at < end)
	{
		if (*at == '"')
			at = tg_json_skip_string(at, end);
		else if (*at == '-' || tg_is_digit(*at))
			at = pass_number(at, end, &parts);
		else
			parts.members += *at++ == ':';
	}
	return parts;
}

/* Tell whether all escapes stand for characters that the server has. */
static bool
has_characters(const char *json, size_t len)
{
	char *plain;
	size_t plain_len;

	if (memchr(json, '\\', len) == NULL)
		return true;
	if (GetDatabaseEncoding() != PG_UTF8)
		return false;
	plain = palloc(len);
	return tg_json_unescape(json, len, plain, &plain_len) == TG_OK;
}

static int64
members_of(Jsonb *jsonb)
{
	JsonbIterator *iterator = JsonbIteratorInit(&jsonb->root);
	JsonbIteratorToken token;
	JsonbValue value;
	int64 members = 0;

	while ((token = JsonbIteratorNext(&iterator, &value, false)) != WJB_DONE)
		members += token == WJB_KEY;
	return members;
}

bool
json_keeps(const char *json, size_t len)
{
	Parts parts = parts_of(json, len);

	return parts.numbers && len < NAME_MAX_BYTES &&
		   has_characters(json, len) &&
		   members_of(DatumGetJsonbP(DirectFunctionCall1(
			   jsonb_in, CStringGetDatum(pnstrdup(json, len))))) ==
			   parts.members;
}
