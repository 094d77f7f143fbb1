/*
 * json_shape.c
 *	  What holds the records of a JSON file, found by how it is built.
 */
#include "core/text/json_shape.h"

#include <string.h>

#include "core/text/ascii.h"
#include "core/text/json_value.h"

#define MOST_MEMBERS 1000 /* that are looked at of one value */
#define MOST_ALIKE 20	  /* of these that are compared */
#define MOST_TRIED 20	  /* that are compared with the first one */
#define MOST_NAMES 16	  /* lists of names */
#define LEAST_COLUMNS 3

/* An array that may name the values of others. */
typedef struct NameList
{
	const char *array;
	int count;
} NameList;

typedef struct Looking
{
	const char *end;
	TgJsonLooks *looks;
	TgJsonLook at; /* the value that is looked at, as if it held records */
	NameList names[MOST_NAMES];
	int name_count;
} Looking;

static void look_at(Looking *looking, const char *value);

uint32_t
tg_json_name_hash(uint32_t hash, char c)
{
	/* FNV-1a; 0 is no name's */
	hash = (hash ^ (unsigned char) c) * UINT32_C(0x01000193);
	return hash == 0 ? 1 : hash;
}

static uint32_t
hash_of(const char *name, size_t len)
{
	uint32_t hash = TG_JSON_NAME_HASH;

	for (size_t i = 0; i < len; i++)
		hash = tg_json_name_hash(hash, name[i]);
	return hash;
}

static bool
is_container(const char *value)
{
	return *value == '{' || *value == '[';
}

/* How many values a container has, up to some number. */
static int
count_items(const char *container, const char *end, int most)
{
	TgJsonItem item;
	int count = 0;

	for (bool any = tg_json_first(container, end, &item); any && count < most;
		 any = tg_json_next(container, end, &item))
		count++;
	return count;
}

/* Tell whether all values are of a kind. */
static bool
all_items(const char *container, const char *end, bool (*kind)(const char *))
{
	TgJsonItem item;

	for (bool any = tg_json_first(container, end, &item); any;
		 any = tg_json_next(container, end, &item))
		if (!kind(item.value))
			return false;
	return true;
}

static bool
is_plain(const char *value)
{
	return !is_container(value);
}

static bool
is_string(const char *value)
{
	return *value == '"';
}

static bool
has_member(const char *object, const char *end, const char *name, size_t len)
{
	TgJsonItem item;

	for (bool any = tg_json_first(object, end, &item); any;
		 any = tg_json_next(object, end, &item))
		if (item.name_len == len && memcmp(item.name, name, len) == 0)
			return true;
	return false;
}

/* Tell whether of the first names of an object another has at least half. */
static bool
has_half(const char *one, const char *other, const char *end)
{
	TgJsonItem item;
	int count = 0;
	int shared = 0;

	for (bool any = tg_json_first(one, end, &item); any && count < MOST_ALIKE;
		 any = tg_json_next(one, end, &item))
	{
		count++;
		shared += has_member(other, end, item.name, item.name_len);
	}
	return shared > 0 && 2 * shared >= count;
}

static bool
are_alike(const char *one, const char *other, const char *end)
{
	return has_half(one, other, end) && has_half(other, one, end);
}

bool
tg_json_item_name(const char *value, const char *end, const char **name,
				  size_t *len)
{
	static const char *const keys[] = {"fieldName", "name"};

	if (*value == '"')
	{
		*name = value + 1;
		*len = (size_t) (tg_json_skip_string(value, end) - 1 - *name);
		return true;
	}
	for (size_t i = 0; *value == '{' && i < sizeof keys / sizeof *keys; i++)
	{
		TgJsonItem item;

		for (bool any = tg_json_first(value, end, &item); any;
			 any = tg_json_next(value, end, &item))
			if (item.name_len == strlen(keys[i]) && *item.value == '"' &&
				memcmp(item.name, keys[i], item.name_len) == 0)
				return tg_json_item_name(item.value, end, name, len);
	}
	return false;
}

/* Remember an array whose values all have, or are, a text. */
static void
note_names(Looking *looking, const char *array)
{
	NameList *list = &looking->names[looking->name_count];
	TgJsonItem item;

	if (looking->name_count == MOST_NAMES)
		return;
	list->array = array;
	list->count = 0;
	for (bool any = tg_json_first(array, looking->end, &item); any;
		 any = tg_json_next(array, looking->end, &item))
	{
		const char *name;
		size_t len;

		if (!tg_json_item_name(item.value, looking->end, &name, &len))
			return;
		list->count++;
	}
	looking->name_count += list->count >= LEAST_COLUMNS;
}

static bool
is_same_shape(const TgJsonShape *one, const TgJsonShape *other)
{
	return one->depth == other->depth && one->keyed == other->keyed &&
		   memcmp(one->step, other->step, one->depth * sizeof *one->step) == 0;
}

/* Add a way to look at the file; values alike have the same within. */
static void
add_look(Looking *looking, bool keyed, bool repeated, const char *first)
{
	TgJsonLooks *looks = looking->looks;
	TgJsonLook *look = &looks->look[looks->count];

	looking->at.shape.keyed = keyed;
	for (int i = 0; i < looks->count; i++)
		if (is_same_shape(&looks->look[i].shape, &looking->at.shape))
		{
			looks->look[i].repeated = true;
			return;
		}
	if (looks->count == TG_JSON_SHAPES)
	{
		looks->more = true;
		return;
	}
	*look = looking->at;
	look->repeated = repeated;
	look->first = first;
	looks->count++;
}

/* Look at a value within the one that is looked at. */
static void
look_into(Looking *looking, const TgJsonItem *item)
{
	TgJsonLook *at = &looking->at;
	int depth = at->shape.depth;

	if (depth == TG_JSON_STEPS)
		return;
	at->shape.step[depth] =
		item->name == NULL ? 0 : hash_of(item->name, item->name_len);
	at->name[depth] = item->name;
	at->name_len[depth] = item->name_len;
	at->shape.depth++;
	look_at(looking, item->value);
	at->shape.depth--;
}

/*
 * Look into the first values of a container: what one has within may be empty
 * in another.
 */
static void
look_into_first(Looking *looking, const char *container)
{
	TgJsonItem item;
	int looked = 0;

	for (bool any = tg_json_first(container, looking->end, &item);
		 any && looked < MOST_TRIED;
		 any = tg_json_next(container, looking->end, &item))
	{
		if (*item.value != '{')
			continue;
		item.name = NULL;
		look_into(looking, &item);
		looked++;
	}
}

static void
look_at_array(Looking *looking, const char *array)
{
	TgJsonItem item;

	note_names(looking, array);
	if (!tg_json_first(array, looking->end, &item))
	{
		if (looking->at.shape.depth == 1)
			add_look(looking, false, false, array); /* a file of none */
		return;
	}
	if (!is_container(item.value))
		return;
	if (*item.value == '[' &&
		count_items(item.value, looking->end, LEAST_COLUMNS) < LEAST_COLUMNS)
		return;
	add_look(looking, false, count_items(array, looking->end, 2) == 2,
			 item.value);
	if (*item.value == '{')
		look_into_first(looking, array);
}

static bool
has_digit(const TgJsonItem *item)
{
	for (size_t i = 0; i < item->name_len; i++)
		if (tg_is_digit(item->name[i]))
			return true;
	return false;
}

/* Note two lists that may differ in what they are, by their names. */
static void
note_lists(TgJsonLook *look, const TgJsonItem *one, const TgJsonItem *other)
{
	const TgJsonItem *lists[] = {one, other};

	for (int i = 0; i < 2; i++)
	{
		bool told = !has_digit(one) || !has_digit(other);

		look->list[i] = told ? lists[i]->name : NULL;
		look->list_len[i] = told ? lists[i]->name_len : 0;
	}
}

/* The arrays of objects within an object that are alike hold records alike. */
static void
add_like_arrays(Looking *looking, const char *object)
{
	TgJsonLook *at = &looking->at;
	TgJsonItem item;
	TgJsonItem record;
	TgJsonItem list = {0};
	const char *first = NULL;
	int seen = 0;
	int tried = 0;

	if (at->shape.depth == TG_JSON_STEPS)
		return;
	for (bool any = tg_json_first(object, looking->end, &item);
		 any && seen++ < MOST_MEMBERS;
		 any = tg_json_next(object, looking->end, &item))
	{
		if (*item.value != '[' ||
			!tg_json_first(item.value, looking->end, &record) ||
			*record.value != '{')
			continue;
		if (first == NULL)
		{
			first = record.value;
			list = item;
		}
		else if (tried++ == MOST_TRIED)
			return;
		else if (are_alike(first, record.value, looking->end))
		{
			at->shape.step[at->shape.depth] = 0;
			at->name[at->shape.depth] = NULL;
			at->shape.depth++;
			note_lists(at, &list, &item);
			add_look(looking, false, true, first);
			at->list[0] = at->list[1] = NULL;
			at->shape.depth--;
			return;
		}
	}
}

/* An object whose members are objects, and alike, may be a list by keys. */
static bool
add_keyed(Looking *looking, const char *object)
{
	TgJsonItem item;
	const char *first = NULL;
	bool alike = false;
	int objects = 0;
	int others = 0;

	for (bool any = tg_json_first(object, looking->end, &item);
		 any && objects + others < MOST_MEMBERS;
		 any = tg_json_next(object, looking->end, &item))
	{
		objects += *item.value == '{';
		others += *item.value != '{';
		if (*item.value != '{')
			continue;
		if (first == NULL)
			first = item.value;
		else if (!alike && objects <= MOST_TRIED)
			alike = are_alike(first, item.value, looking->end);
	}
	if (!alike || objects <= others)
		return false;
	add_look(looking, true, true, first);
	return true;
}

static void
look_at_object(Looking *looking, const char *object)
{
	TgJsonItem item;
	bool keyed = add_keyed(looking, object);
	int seen = 0;

	add_like_arrays(looking, object);
	if (keyed)
		look_into_first(looking, object);
	for (bool any = tg_json_first(object, looking->end, &item);
		 any && seen++ < MOST_MEMBERS;
		 any = tg_json_next(object, looking->end, &item))
		if (*item.value == '[' || (*item.value == '{' && !keyed))
			look_into(looking, &item);
}

static void
look_at(Looking *looking, const char *value)
{
	if (*value == '[')
		look_at_array(looking, value);
	else
		look_at_object(looking, value);
}

/*
 * Tell whether an object is a table that is written column by column, as
 * {"lon": [16.3, 16.4], "lat": [48.2, 48.1]}, or with keys of rows.
 */
static bool
is_by_column(const char *object, const char *end)
{
	TgJsonItem item;
	const char *first = NULL;
	int columns = 0;
	int rows = 0;

	if (*object != '{')
		return false;
	for (bool any = tg_json_first(object, end, &item); any;
		 any = tg_json_next(object, end, &item))
	{
		if (!is_container(item.value) || !all_items(item.value, end, is_plain))
			return false;
		if (first == NULL)
		{
			first = item.value;
			rows = count_items(first, end, MOST_MEMBERS);
		}
		else if (*item.value != *first ||
				 count_items(item.value, end, MOST_MEMBERS) != rows ||
				 (*first == '{' && columns < MOST_TRIED &&
				  !are_alike(first, item.value, end)))
			return false;
		columns++;
	}
	return columns >= LEAST_COLUMNS;
}

/* Find what names the values of records that are arrays. */
static void
find_names(Looking *looking, TgJsonLook *look)
{
	int width;

	if (*look->first != '[')
		return;
	width = count_items(look->first, looking->end, MOST_MEMBERS);
	if (width < LEAST_COLUMNS)
		return;
	for (int i = 0; i < looking->name_count; i++)
		if (looking->names[i].count == width &&
			looking->names[i].array != look->first)
		{
			look->names = looking->names[i].array;
			return;
		}
	if (all_items(look->first, looking->end, is_string))
		look->names = look->first;
}

/* RFC 7464 puts 0x1E before each value. */
static bool
is_before_value(char c)
{
	return tg_is_blank(c) || c == 0x1E;
}

const char *
tg_json_begin(const char *text, size_t len)
{
	while (len > 0 && is_before_value(*text))
	{
		text++;
		len--;
	}
	return len > 0 && is_container(text) ? text : NULL;
}

/* The value behind one at the top of a file; its end if there is none. */
static const char *
next_value(const Looking *looking, const char *value)
{
	value = tg_json_skip(value, looking->end);
	while (value < looking->end && (is_before_value(*value) || *value == ','))
		value++;
	return value;
}

void
tg_json_looks(const char *text, size_t len, TgJsonLooks *looks)
{
	Looking looking = {.looks = looks};
	const char *first = tg_json_begin(text, len);
	const char *second;

	memset(looks, 0, sizeof *looks);
	if (first == NULL)
		return;
	looking.end = text + len;
	second = next_value(&looking, first);
	if (*first == '{')
		add_look(&looking, false, second < looking.end, first);
	looks->by_column =
		second == looking.end && is_by_column(first, looking.end);
	for (int i = 0;
		 i < MOST_TRIED && first < looking.end && is_container(first); i++)
	{
		look_into(&looking, &(TgJsonItem){.value = first});
		first = next_value(&looking, first);
	}
	for (int i = 0; i < looks->count; i++)
		find_names(&looking, &looks->look[i]);
}
