/*
 * places.c
 *	  The positions of a store that have names.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "core/base/hot.h"
#include "core/geo/distance.h"
#include "core/text/place_name.h"
#include "core/text/text.h"
#include "feed/places.h"
#include "store/cursors.h"
#include "store/sql.h"
#include "types/types.h"

#define FETCHED 1000	  /* rows at a time */
#define MOST_SEEN 100000  /* spellings that are remembered */
#define SAME_METRES 500.0 /* between two spellings of one place */
#define SEPARATOR '\x1F'  /* between name and region */
#define KEY_MAX (PLACE_NAME_MAX + 1 + PLACE_NAME_MAX)

typedef struct Place
{
	FieldText key; /* name, separator, region */
	TgLonLat position;
	bool none; /* there is no such place, or there are several */
	char status;
} Place;

static inline uint32
key_hash(const FieldText *key)
{
	return hash_bytes((const unsigned char *) key->bytes, (int) key->len);
}

static inline bool
keys_equal(const FieldText *a, const FieldText *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

#define SH_PREFIX place
#define SH_ELEMENT_TYPE Place
#define SH_KEY_TYPE FieldText
#define SH_KEY key
#define SH_HASH_KEY(table, key) key_hash(&(key))
#define SH_EQUAL(table, a, b) keys_equal(&(a), &(b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct Places
{
	MemoryContext context;
	place_hash *written; /* as the store has them */
	place_hash *folded;
	place_hash *seen; /* what became of a spelling that was asked for */
	FieldText *regions;
	int region_count;
	int region_room;
};

/* A key in room of KEY_MAX bytes; the texts are short enough. */
static FieldText
make_key(FieldText name, FieldText region, bool folded, char *room)
{
	size_t len = name.len;

	if (folded)
		len = tg_place_name(name.bytes, name.len, room);
	else
		memcpy(room, name.bytes, len);
	room[len++] = SEPARATOR;
	if (folded)
		len += tg_place_name(region.bytes, region.len, room + len);
	else if (region.len > 0)
	{
		memcpy(room + len, region.bytes, region.len);
		len += region.len;
	}
	return (FieldText){room, len};
}

static FieldText
kept(const Places *places, FieldText text)
{
	char *copy = MemoryContextAlloc(places->context, Max(text.len, 1));

	memcpy(copy, text.bytes, text.len);
	return (FieldText){copy, text.len};
}

/* Whatever comes first, of two positions it is the same that is taken. */
static bool
comes_before(TgLonLat a, TgLonLat b)
{
	return a.lon < b.lon || (a.lon == b.lon && a.lat < b.lat);
}

/* Put a place under a key; of two that are far from each other there is none.
 */
static void
put(const Places *places, place_hash *table, FieldText key, TgLonLat position)
{
	bool found;
	Place *place = place_lookup(table, key);

	if (place != NULL)
	{
		place->none |=
			tg_lonlat_distance(place->position, position) > SAME_METRES;
		if (comes_before(position, place->position))
			place->position = position;
		return;
	}
	place = place_insert(table, kept(places, key), &found);
	place->position = position;
	place->none = false;
}

static void
add_region(Places *places, FieldText region)
{
	if (region.len == 0)
		return;
	for (int i = 0; i < places->region_count; i++)
		if (keys_equal(&places->regions[i], &region))
			return;
	if (places->region_count == places->region_room)
	{
		places->region_room = Max(2 * places->region_room, 8);
		places->regions =
			places->regions == NULL
				? MemoryContextAlloc(places->context,
									 places->region_room * sizeof(FieldText))
				: repalloc(places->regions,
						   places->region_room * sizeof(FieldText));
	}
	places->regions[places->region_count++] = kept(places, region);
}

/* The same letters, composed, in the current memory context. */
static TG_COLD void
compose(FieldText *name)
{
	text *composed = DatumGetTextPP(DirectFunctionCall2(
		unicode_normalize_func,
		PointerGetDatum(cstring_to_text_with_len(name->bytes, name->len)),
		CStringGetTextDatum("NFC")));

	*name = (FieldText){VARDATA_ANY(composed), VARSIZE_ANY_EXHDR(composed)};
}

TG_HOT void
name_trim(FieldText *name)
{
	if (tg_is_ascii(name->bytes, name->len) ||
		GetDatabaseEncoding() != PG_UTF8)
	{
		tg_text_trim(&name->bytes, &name->len);
		return;
	}
	tg_utf8_trim(&name->bytes, &name->len);
	if (tg_utf8_composable(name->bytes, name->len) &&
		tg_utf8_valid(name->bytes, name->len))
		compose(name);
}

static FieldText
text_value(Datum value)
{
	const text *given = DatumGetTextPP(value);
	FieldText field = {VARDATA_ANY(given), VARSIZE_ANY_EXHDR(given)};

	name_trim(&field);
	return field;
}

void
places_add(Places *places, FieldText name, FieldText region, TgLonLat position)
{
	char room[KEY_MAX];

	if (name.len > PLACE_NAME_MAX || region.len > PLACE_NAME_MAX)
		return;
	put(places, places->written, make_key(name, region, false, room),
		position);
	put(places, places->folded, make_key(name, region, true, room), position);
	add_region(places, region);
}

Places *
places_read(Store *store)
{
	StoreCaller caller = store_become_owner(store);
	Places *places = palloc0(sizeof *places);
	SPIPlanPtr plan;
	Portal portal;

	places->context = CurrentMemoryContext;
	places->written = place_create(places->context, 64, NULL);
	places->folded = place_create(places->context, 64, NULL);
	places->seen = place_create(places->context, 64, NULL);
	SPI_connect();
	plan = sql_prepare(
		psprintf("SELECT name::pg_catalog.text, position::tripgrid.lonlat, "
				 "region::pg_catalog.text FROM ONLY %s.places",
				 store->quoted),
		0, NULL);
	portal = cursor_open(plan, NULL, true);
	for (cursor_fetch(portal, FETCHED); SPI_processed > 0;
		 cursor_fetch(portal, FETCHED))
	{
		for (uint64 i = 0; i < SPI_processed; i++)
		{
			Datum values[3];

			sql_row(SPI_tuptable->vals[i], SPI_tuptable->tupdesc,
					lengthof(values), values);
			places_add(places, text_value(values[0]), text_value(values[2]),
					   DatumGetLonLat(values[1]));
		}
		SPI_freetuptable(SPI_tuptable);
	}
	cursor_close(portal);
	SPI_finish();
	store_resume(caller);
	return places;
}

/* Look a name up in one region: as it is written, or else however. */
static const Place *
look_up(const Places *places, FieldText name, FieldText region)
{
	char room[KEY_MAX];
	const Place *place =
		place_lookup(places->written, make_key(name, region, false, room));

	if (place == NULL)
		place =
			place_lookup(places->folded, make_key(name, region, true, room));
	return place;
}

bool
places_find(Places *places, FieldText name, FieldText region,
			TgLonLat *position)
{
	static const FieldText any = {"", 0};
	char room[KEY_MAX];
	const Place *place;
	FieldText key;

	if (name.len > PLACE_NAME_MAX || region.len > PLACE_NAME_MAX)
		return false;
	key = make_key(name, region, false, room);
	place = place_lookup(places->seen, key);
	if (place == NULL)
	{
		place = look_up(places, name, region);
		if (place == NULL && region.len > 0)
			place = look_up(places, name, any);
		if (places->seen->members < MOST_SEEN)
		{
			bool found;
			Place *seen =
				place_insert(places->seen, kept(places, key), &found);

			seen->none = place == NULL || place->none;
			if (place != NULL)
				seen->position = place->position;
			place = seen;
		}
	}
	if (place == NULL || place->none)
		return false;
	*position = place->position;
	return true;
}

bool
places_find_in(const Places *places, FieldText name, FieldText region,
			   TgLonLat *position)
{
	const Place *place;

	if (name.len > PLACE_NAME_MAX || region.len > PLACE_NAME_MAX)
		return false;
	place = look_up(places, name, region);
	if (place == NULL || place->none)
		return false;
	*position = place->position;
	return true;
}

static Datum
text_datum(FieldText text)
{
	return PointerGetDatum(
		cstring_to_text_with_len(text.bytes, (int) text.len));
}

static Datum
texts_array(Datum *texts, int count)
{
	return PointerGetDatum(
		construct_array(texts, count, TEXTOID, -1, false, TYPALIGN_INT));
}

int64
places_write(const Store *store, const NewPlace *places, int count,
			 int64 load_id)
{
	Oid lonlat = store_type("lonlat");
	Oid types[] = {TEXTARRAYOID, TEXTARRAYOID, get_array_type(lonlat), INT8OID,
				   INT4ARRAYOID};
	Datum *names = palloc(Max(4 * count, 1) * sizeof *names);
	Datum *regions = names + count;
	Datum *positions = regions + count;
	Datum *reaches = positions + count;
	int64 written;

	for (int i = 0; i < count; i++)
	{
		names[i] = text_datum(places[i].name);
		regions[i] = text_datum(places[i].region);
		positions[i] = LonLatGetDatum(places[i].position);
		reaches[i] = Int32GetDatum(places[i].reach);
	}
	SPI_connect();
	sql_query(
		psprintf(
			"INSERT INTO %s.places (name, region, position, load_id, reach) "
			"SELECT n, r, p, nullif($4, 0), "
			"CASE WHEN $4 OPERATOR(pg_catalog.<>) 0 THEN m END "
			"FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), "
			"pg_catalog.unnest($3), pg_catalog.unnest($5)) "
			"AS u (n, r, p, m) ON CONFLICT DO NOTHING",
			store->quoted),
		lengthof(types), types,
		(Datum[]){
			texts_array(names, count), texts_array(regions, count),
			PointerGetDatum(construct_array(positions, count, lonlat,
											sizeof(TgLonLat), FLOAT8PASSBYVAL,
											TYPALIGN_DOUBLE)),
			Int64GetDatum(load_id),
			PointerGetDatum(construct_array(
				reaches, count, INT4OID, sizeof(int32), true, TYPALIGN_INT))});
	written = (int64) SPI_processed;
	SPI_finish();
	return written;
}

/*
 * By cells of a thousandth of a degree: a place is in all that its reach
 * touches.  A degree of latitude has more than 110 km.
 */
const char *
places_untold(const char *store, const char *loads)
{
	return psprintf(
		"p.load_id %2$s AND (p.name, p.region) NOT IN ("
		"SELECT s.name, s.region FROM ONLY %1$s.places AS s"
		" CROSS JOIN LATERAL (SELECT tripgrid.lon(s.position),"
		" tripgrid.lat(s.position), s.reach / 110000.0::float8) AS m (x, y, r)"
		" CROSS JOIN LATERAL generate_series(floor((m.y - m.r) * 1000)::int,"
		" floor((m.y + m.r) * 1000)::int) AS c (y)"
		" CROSS JOIN LATERAL generate_series("
		"floor((m.x - m.r / greatest(cosd(m.y), 0.001)) * 1000)::int,"
		" floor((m.x + m.r / greatest(cosd(m.y), 0.001)) * 1000)::int)"
		" AS d (x)"
		" JOIN (SELECT load_id, origin AS here, NULL AS other"
		" FROM ONLY %1$s.trips UNION ALL"
		" SELECT load_id, destination, origin FROM ONLY %1$s.trips) AS t"
		" ON t.load_id = s.load_id"
		" AND floor(tripgrid.lon(t.here) * 1000)::int = d.x"
		" AND floor(tripgrid.lat(t.here) * 1000)::int = c.y"
		" WHERE s.load_id %2$s"
		" AND tripgrid.lonlat_distance(t.here, s.position) <= s.reach"
		" AND (t.other IS NULL"
		" OR tripgrid.lonlat_distance(t.other, s.position) > s.reach)"
		" GROUP BY s.name, s.region HAVING count(*) >= %3$d)",
		store, loads, PLACE_TRIPS);
}

FieldText *
places_regions(const Places *places, int *count)
{
	*count = places->region_count;
	return places->regions;
}
