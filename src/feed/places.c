/*
 * places.c
 *	  The positions of a store that have names.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "utils/builtins.h"

#include "feed/places.h"
#include "store/cursors.h"
#include "store/sql.h"
#include "types/types.h"

#define FETCHED 1000 /* rows at a time */

typedef struct PlaceName
{
	const char *bytes;
	size_t len;
} PlaceName;

typedef struct Place
{
	PlaceName name;
	TgLonLat position;
	char status;
} Place;

static inline uint32
name_hash(const PlaceName *name)
{
	return hash_bytes((const unsigned char *) name->bytes, (int) name->len);
}

static inline bool
names_equal(const PlaceName *a, const PlaceName *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

#define SH_PREFIX place
#define SH_ELEMENT_TYPE Place
#define SH_KEY_TYPE PlaceName
#define SH_KEY name
#define SH_HASH_KEY(table, key) name_hash(&(key))
#define SH_EQUAL(table, a, b) names_equal(&(a), &(b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct Places
{
	place_hash *names;
};

static void
add_place(Places *places, MemoryContext context, Datum *values)
{
	const text *name = DatumGetTextPP(values[0]);
	PlaceName key = {NULL, VARSIZE_ANY_EXHDR(name)};
	char *copy = MemoryContextAlloc(context, key.len);
	Place *place;
	bool found;

	memcpy(copy, VARDATA_ANY(name), key.len);
	key.bytes = copy;
	place = place_insert(places->names, key, &found);
	place->position = DatumGetLonLat(values[1]);
}

Places *
places_read(Store *store)
{
	MemoryContext context = CurrentMemoryContext;
	StoreCaller caller = store_become_owner(store);
	Places *places = palloc(sizeof *places);
	SPIPlanPtr plan;
	Portal portal;

	places->names = place_create(context, 64, NULL);
	SPI_connect();
	plan = sql_prepare(
		psprintf("SELECT name::pg_catalog.text, position::tripgrid.lonlat "
				 "FROM %s.places",
				 store->quoted),
		0, NULL);
	portal = SPI_cursor_open(NULL, plan, NULL, NULL, true);
	for (cursor_fetch(portal, FETCHED); SPI_processed > 0;
		 cursor_fetch(portal, FETCHED))
	{
		for (uint64 i = 0; i < SPI_processed; i++)
		{
			Datum values[2];

			sql_row(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 2, values);
			add_place(places, context, values);
		}
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_cursor_close(portal);
	SPI_finish();
	store_resume(caller);
	return places;
}

bool
places_find(const Places *places, const char *name, size_t len,
			TgLonLat *position)
{
	PlaceName key = {name, len};
	const Place *place = place_lookup(places->names, key);

	if (place == NULL)
		return false;
	*position = place->position;
	return true;
}
