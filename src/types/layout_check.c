/*
 * layout_check.c
 *	  What is stored on disk keeps its size and its offsets, or does not
 *	  compile.
 */
#include "compat.h"

#include "core/base/position.h"
#include "core/column/tripset.h"
#include "core/count/tally.h"

StaticAssertDecl(sizeof(TgLonLat) == 8, "lonlat is 8 bytes");
StaticAssertDecl(offsetof(TgLonLat, lat) == 4, "lonlat: lon, lat");

StaticAssertDecl(sizeof(TgTrip) == 24, "trip is 24 bytes");
StaticAssertDecl(offsetof(TgTrip, destination) == 8, "trip: destination");
StaticAssertDecl(offsetof(TgTrip, departure) == 16, "trip: departure");

StaticAssertDecl(sizeof(TgBox) == 16, "box is 16 bytes");
StaticAssertDecl(offsetof(TgBox, south) == 4, "box: south");
StaticAssertDecl(offsetof(TgBox, east) == 8, "box: east");
StaticAssertDecl(offsetof(TgBox, north) == 12, "box: north");

StaticAssertDecl(sizeof(TgGroup) == 40, "tripgroup is 40 bytes");
StaticAssertDecl(offsetof(TgGroup, destination) == 16, "tripgroup: ends");
StaticAssertDecl(offsetof(TgGroup, from) == 32, "tripgroup: from");
StaticAssertDecl(offsetof(TgGroup, until) == 36, "tripgroup: until");

StaticAssertDecl(sizeof(TgTripsetHeader) == 8, "tripset header is 8 bytes");
StaticAssertDecl(offsetof(TgTripsetHeader, version) == 2, "tripset: version");
StaticAssertDecl(offsetof(TgTripsetHeader, columns) == 3, "tripset: columns");
StaticAssertDecl(offsetof(TgTripsetHeader, count) == 4, "tripset: count");

StaticAssertDecl(sizeof(TgColumn) == 16, "tripset column is 16 bytes");
StaticAssertDecl(offsetof(TgColumn, size) == 8, "tripset column: size");
StaticAssertDecl(offsetof(TgColumn, scale) == 12, "tripset column: scale");
StaticAssertDecl(offsetof(TgColumn, parts) == 13, "tripset column: parts");
StaticAssertDecl(offsetof(TgColumn, zero) == 14, "tripset column: zero");

/* Tallies travel between parallel workers, not to disk. */
StaticAssertDecl(sizeof(TgTallyEntry) == 16, "tally entry is 16 bytes");
StaticAssertDecl(offsetof(TgTally, entry) == 8, "tally: entries");
