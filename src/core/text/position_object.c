/*
 * position_object.c
 *	  Positions as objects: {"lat": 48.2, "lng": 16.3}.
 */
#include <string.h>

#include "core/text/decimal.h"
#include "core/text/position_object.h"
#include "core/text/text.h"

typedef enum Slot
{
	SLOT_LON,
	SLOT_LAT,
	SLOT_X,
	SLOT_Y,
	SLOTS
} Slot;

static const struct
{
	const char *name;
	Slot slot;
} names[] = {
	{"lat", SLOT_LAT}, {"latitude", SLOT_LAT}, {"lon", SLOT_LON},
	{"lng", SLOT_LON}, {"long", SLOT_LON},	   {"longitude", SLOT_LON},
	{"x", SLOT_X},	   {"y", SLOT_Y},
};

/* What has been found of a position. */
typedef struct Found
{
	int64_t e7[SLOTS];
	int count[SLOTS];
} Found;

/* What a word names, SLOTS for nothing. */
static Slot
slot_of(const char *word, size_t len)
{
	while (len > 0 && *word == '_')
	{
		word++;
		len--;
	}
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
	{
		size_t at = 0;

		if (strlen(names[i].name) != len)
			continue;
		while (at < len && tg_lower(word[at]) == names[i].name[at])
			at++;
		if (at == len)
			return names[i].slot;
	}
	return SLOTS;
}

static bool
is_of_word(char c)
{
	return tg_is_letter(c) || tg_is_digit(c) || c == '_' || c == '$' ||
		   c == '-' || c == '.' || c == '+' || (unsigned char) c >= 0x80;
}

/* Read a word, in quotes or bare; NULL if here is none. */
static const char *
read_word(const char *at, const char *end, const char **word, size_t *len)
{
	char quote = at < end && (*at == '"' || *at == '\'') ? *at : 0;

	at += quote != 0;
	*word = at;
	while (at < end && (quote != 0 ? *at != quote : is_of_word(*at)))
		at += quote != 0 && *at == '\\' && end - at > 1 ? 2 : 1;
	*len = (size_t) (at - *word);
	if (quote != 0)
		return at < end ? at + 1 : NULL;
	return *len > 0 ? at : NULL;
}

static bool
is_nothing(const char *word, size_t len)
{
	return len == 4 && (skip_word(word, word + len, "null") != NULL ||
						skip_word(word, word + len, "none") != NULL);
}

/* Keep a value that is a number; false if it is none. */
static bool
keep_number(const char *word, size_t len, int64_t *e7)
{
	tg_text_trim(&word, &len);
	return len > 0 && read_number(word, word, word + len, e7) == word + len;
}

static TgStatus
position_of(const Found *found, TgLonLat *out)
{
	bool named = found->count[SLOT_LON] > 0 || found->count[SLOT_LAT] > 0;
	Slot lon = named ? SLOT_LON : SLOT_X;
	Slot lat = named ? SLOT_LAT : SLOT_Y;

	if (found->count[lon] != 1 || found->count[lat] != 1)
		return TG_BAD_POSITION;
	return make_position(found->e7[lon], found->e7[lat], out);
}

TgStatus
tg_object_parse(const char *text, size_t len, TgLonLat *out)
{
	Found found = {{0}, {0}};
	Slot slot = SLOTS;
	const char *end;
	const char *at;

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	end = text + len;
	if (len < 2 || *text != '{' || end[-1] != '}')
		return TG_BAD_POSITION;
	for (at = text + 1; at < end;)
	{
		const char *word;
		size_t word_len;

		if (tg_is_blank(*at) || strchr("{}[],", *at) != NULL)
		{
			if (*at == '{' || *at == '[')
				slot = SLOTS;
			at++;
			continue;
		}
		at = read_word(at, end, &word, &word_len);
		if (at == NULL)
			return TG_BAD_POSITION;
		at = tg_skip_blanks(at, end);
		if (at < end && (*at == ':' || *at == '='))
		{
			slot = slot_of(word, word_len);
			at++;
			continue;
		}
		if (slot != SLOTS)
		{
			if (is_nothing(word, word_len))
				return TG_MISSING;
			if (!keep_number(word, word_len, &found.e7[slot]))
				return TG_BAD_POSITION;
			found.count[slot]++;
		}
		slot = SLOTS;
	}
	return position_of(&found, out);
}
