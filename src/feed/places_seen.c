/*
 * places_seen.c
 *	  Names and positions that the rows of a file have together.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "lib/stringinfo.h"

#include "core/geo/distance.h"
#include "feed/places_seen.h"

#define MOST_NAMES 50000	 /* more are no stations */
#define FEW_NAMES 50		 /* that may come once or twice each */
#define STATION_METRES 500.0 /* what the positions of one place differ by */
#define ELSEWHERE_METRES 1000.0
#define SHOWN 3 /* names in a message */

typedef struct SeenKey
{
	FieldText name;
	FieldText region;
} SeenKey;

typedef struct SeenPlace
{
	SeenKey key;
	int64 trips;
	int64 rows; /* ends of them */
	int64 lon;	/* the sum */
	int64 lat;
	TgBox bounds;
	char status;
} SeenPlace;

static inline uint32
seen_key_hash(const SeenKey *key)
{
	return hash_combine(hash_bytes((const unsigned char *) key->name.bytes,
								   (int) key->name.len),
						hash_bytes((const unsigned char *) key->region.bytes,
								   (int) key->region.len));
}

static inline bool
texts_equal(FieldText a, FieldText b)
{
	return a.len == b.len && memcmp(a.bytes, b.bytes, a.len) == 0;
}

#define SH_PREFIX seen
#define SH_ELEMENT_TYPE SeenPlace
#define SH_KEY_TYPE SeenKey
#define SH_KEY key
#define SH_HASH_KEY(table, key) seen_key_hash(&(key))
#define SH_EQUAL(table, a, b)                                                 \
	(texts_equal((a).name, (b).name) && texts_equal((a).region, (b).region))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct PlacesSeen
{
	MemoryContext context;
	seen_hash *names;
	int64 rows;
	bool too_many;
};

PlacesSeen *
places_seen_create(void)
{
	PlacesSeen *seen = palloc0(sizeof *seen);

	seen->context = CurrentMemoryContext;
	seen->names = seen_create(seen->context, 64, NULL);
	return seen;
}

static FieldText
copied(const PlacesSeen *seen, FieldText text)
{
	char *copy = MemoryContextAlloc(seen->context, Max(text.len, 1));

	memcpy(copy, text.bytes, text.len);
	return (FieldText){copy, text.len};
}

/* The place of a name, which is new if need be; null if there are too many. */
static SeenPlace *
place_of(PlacesSeen *seen, FieldText name, FieldText region, TgLonLat position)
{
	SeenKey key = {name, region};
	SeenPlace *place = seen_lookup(seen->names, key);
	bool found;

	if (place != NULL)
		return place;
	if (seen->names->members >= MOST_NAMES)
	{
		seen->too_many = true;
		return NULL;
	}
	key.name = copied(seen, name);
	key.region = copied(seen, region);
	place = seen_insert(seen->names, key, &found);
	place->trips = place->rows = place->lon = place->lat = 0;
	place->bounds =
		(TgBox){position.lon, position.lat, position.lon, position.lat};
	return place;
}

static void
add_end(PlacesSeen *seen, FieldText region, const SeenEnd *end, int sign,
		bool of_trip)
{
	TgLonLat position = end->position;
	SeenPlace *place;

	if (end->name.len == 0 || end->name.len > PLACE_NAME_MAX || seen->too_many)
		return;
	place = place_of(seen, end->name, region, position);
	if (place == NULL)
		return;
	seen->rows += sign;
	place->trips += of_trip ? sign : 0;
	place->rows += sign;
	place->lon += sign * position.lon;
	place->lat += sign * position.lat;
	place->bounds.west = Min(place->bounds.west, position.lon);
	place->bounds.south = Min(place->bounds.south, position.lat);
	place->bounds.east = Max(place->bounds.east, position.lon);
	place->bounds.north = Max(place->bounds.north, position.lat);
}

void
places_seen_trip(PlacesSeen *seen, FieldText region, const SeenEnd ends[2],
				 bool came)
{
	int sign = came ? 1 : -1;

	add_end(seen, region, &ends[0], sign, true);
	/* from a place to itself is one trip */
	add_end(seen, region, &ends[1], sign,
			!texts_equal(ends[0].name, ends[1].name));
}

void
places_seen_forget(PlacesSeen *seen)
{
	seen->too_many = true;
}

static bool
is_steady(const SeenPlace *place)
{
	TgLonLat low = {place->bounds.west, place->bounds.south};
	TgLonLat high = {place->bounds.east, place->bounds.north};

	return tg_lonlat_distance(low, high) <= STATION_METRES;
}

/*
 * Tell whether names stand for places: most of those that come more than once
 * are in one place, and many names come more than a few times.
 */
static bool
are_places(const PlacesSeen *seen)
{
	int64 repeated = 0;
	int64 steady = 0;
	seen_iterator iterator;
	SeenPlace *place;

	if (seen->too_many || (seen->names->members > FEW_NAMES &&
						   seen->rows < 3 * (int64) seen->names->members))
		return false;
	seen_start_iterate(seen->names, &iterator);
	while ((place = seen_iterate(seen->names, &iterator)) != NULL)
		if (place->rows > 1)
		{
			repeated++;
			steady += is_steady(place);
		}
	return steady * 10 >= repeated * 8;
}

static TgLonLat
middle(const SeenPlace *place)
{
	return (TgLonLat){(int32) (place->lon / place->rows),
					  (int32) (place->lat / place->rows)};
}

/* Metres from its middle within which all of them are. */
static int32
reach(const SeenPlace *place)
{
	const TgBox *box = &place->bounds;
	const TgLonLat corners[] = {{box->west, box->south},
								{box->west, box->north},
								{box->east, box->south},
								{box->east, box->north}};
	double farthest = 0;

	for (int i = 0; i < lengthof(corners); i++)
		farthest =
			Max(farthest, tg_lonlat_distance(middle(place), corners[i]));
	return (int32) farthest + 1;
}

static int
compare_texts(FieldText a, FieldText b)
{
	int order = memcmp(a.bytes, b.bytes, Min(a.len, b.len));

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int
compare_places(const void *a, const void *b)
{
	const SeenKey *one = &(*(SeenPlace *const *) a)->key;
	const SeenKey *other = &(*(SeenPlace *const *) b)->key;
	int order = compare_texts(one->name, other->name);

	return order != 0 ? order : compare_texts(one->region, other->region);
}

/* What of the names the store has, and what it has elsewhere. */
typedef struct News
{
	SeenPlace **fresh;
	int count;
	SeenPlace *elsewhere[SHOWN];
	int elsewhere_count;
} News;

static News
find_news(const PlacesSeen *seen, Places *places)
{
	News news = {palloc(Max(seen->names->members, 1) * sizeof(SeenPlace *))};
	seen_iterator iterator;
	SeenPlace *place;

	seen_start_iterate(seen->names, &iterator);
	while ((place = seen_iterate(seen->names, &iterator)) != NULL)
	{
		TgLonLat known;

		if (place->trips < PLACE_TRIPS || !is_steady(place))
			continue;
		if (!places_find(places, place->key.name, place->key.region, &known))
			news.fresh[news.count++] = place;
		else if (tg_lonlat_distance(known, middle(place)) > ELSEWHERE_METRES)
		{
			if (news.elsewhere_count < SHOWN)
				news.elsewhere[news.elsewhere_count] = place;
			news.elsewhere_count++;
		}
	}
	/* who writes others at the same time does it in the same order */
	qsort(news.fresh, news.count, sizeof *news.fresh, compare_places);
	return news;
}

static void
write_news(const News *news, Store *store, int64 load_id)
{
	NewPlace *places = palloc(news->count * sizeof *places);
	StoreCaller caller;

	for (int i = 0; i < news->count; i++)
		places[i] =
			(NewPlace){news->fresh[i]->key.name, news->fresh[i]->key.region,
					   middle(news->fresh[i]), reach(news->fresh[i])};
	caller = store_become_owner(store);
	(void) places_write(store, places, news->count, load_id);
	store_resume(caller);
}

static void
warn_of_elsewhere(const News *news, const Store *store)
{
	StringInfoData names;

	if (news->elsewhere_count == 0)
		return;
	initStringInfo(&names);
	for (int i = 0; i < Min(news->elsewhere_count, SHOWN); i++)
		appendStringInfo(&names, "%s\"%.*s\"", i > 0 ? ", " : "",
						 (int) news->elsewhere[i]->key.name.len,
						 news->elsewhere[i]->key.name.bytes);
	ereport(
		WARNING,
		(errmsg_plural("%d name is more than %g metres from where store "
					   "\"%s\" has this place",
					   "%d names are more than %g metres from where store "
					   "\"%s\" has these places",
					   (unsigned long) news->elsewhere_count,
					   news->elsewhere_count, ELSEWHERE_METRES, store->name),
		 errdetail("These are %s%s; places stay as they are, and trips "
				   "where the file says.",
				   names.data, news->elsewhere_count > SHOWN ? ", ..." : ""),
		 errhint("Files without positions find the places of their own "
				 "region: region => tells cities apart. See %s.places.",
				 store->quoted)));
}

void
places_seen_keep(const PlacesSeen *seen, Places *places, Store *store,
				 int64 load_id)
{
	News news;

	if (seen->names->members == 0 || !are_places(seen))
		return;
	news = find_news(seen, places);
	warn_of_elsewhere(&news, store);
	if (news.count > 0)
		write_news(&news, store, load_id);
}
