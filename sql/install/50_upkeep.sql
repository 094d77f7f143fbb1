-- Proof, repair and compaction of a store's segments.

CREATE FUNCTION tripgrid._trip_checksum(origin tripgrid.lonlat,
  destination tripgrid.lonlat, departed_at timestamp, datasource text)
  RETURNS bigint
  AS 'MODULE_PATHNAME', 'trip_checksum' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid._trip_checksum IS
  'a trip as a number, for sums that know no order; in the statements of verify()';

CREATE FUNCTION tripgrid_internal.wrapping_add(bigint, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

-- A sum modulo 2^64.
CREATE AGGREGATE tripgrid._wrapping_sum(bigint) (
  SFUNC = tripgrid_internal.wrapping_add,
  STYPE = bigint,
  COMBINEFUNC = tripgrid_internal.wrapping_add,
  PARALLEL = SAFE
);

COMMENT ON AGGREGATE tripgrid._wrapping_sum(bigint) IS
  'a sum modulo 2^64; in the statements of verify()';

CREATE FUNCTION tripgrid._week_number(departed_at timestamp) RETURNS bigint
  AS 'MODULE_PATHNAME', 'week_number' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid._week_number IS
  'the week of a departure, counted from the one that began on 2000-01-03; in the statements of verify() and profile()';

-- Of a segment: kind w, its trips by week with their checksums times sign; d,
-- by datasource, of those by origin; n, checksums of its trips by week, hour,
-- and datasource and week, as key, trips and checksum; f, a fault, as name.
CREATE FUNCTION tripgrid._segment_facts(sign smallint, projection "char",
  segment_trips int, first_departure timestamp, last_departure timestamp,
  bounds tripgrid.tripgroup, weeks tripgrid.tripset, datasources text[],
  origins tripgrid.tripset, destinations tripgrid.tripset,
  departures tripgrid.tripset, datasource_nos tripgrid.tripset,
  start_key bigint, OUT kind "char", OUT name text, OUT key bigint,
  OUT trips bigint, OUT checksum bigint, OUT first timestamp,
  OUT last timestamp)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'segment_facts' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE COST 10000 ROWS 60;

COMMENT ON FUNCTION tripgrid._segment_facts IS
  'what a segment holds, by week and by datasource, and what is wrong with it; in the statements of verify()';

CREATE FUNCTION tripgrid._tripset_weeks(weeks tripgrid.tripset,
  OUT week bigint, OUT trips bigint) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'tripset_weeks' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE ROWS 100;

COMMENT ON FUNCTION tripgrid._tripset_weeks IS
  'the trips of each week that a header or a summary counts; in the statements of verify()';

-- The checksum of a node's counts, as _segment_facts has it; null if they are
-- of datasources that it does not have.
CREATE FUNCTION tripgrid._node_checksum(datasources text[],
  counts tripgrid.tripset) RETURNS bigint
  AS 'MODULE_PATHNAME', 'node_checksum' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE COST 1000;

COMMENT ON FUNCTION tripgrid._node_checksum IS
  'the checksum of what a node counts; in the statements of verify()';

-- Checksums of trips by square of their destination and by week: of a segment,
-- and of what a node holds.  Null if a node's columns are not what they are.
CREATE FUNCTION tripgrid._segment_square_checksum(destinations tripgrid.tripset,
  departures tripgrid.tripset, shift smallint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'segment_square_checksum' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE COST 10000;

COMMENT ON FUNCTION tripgrid._segment_square_checksum IS
  'the checksum of a segment by square and week; in the statements of verify()';

CREATE FUNCTION tripgrid._node_square_checksum(weeks tripgrid.tripset,
  shift smallint, squares tripgrid.tripset, square_weeks tripgrid.tripset)
  RETURNS bigint
  AS 'MODULE_PATHNAME', 'node_square_checksum' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE COST 10000;

COMMENT ON FUNCTION tripgrid._node_square_checksum IS
  'the checksum of a node by square and week; in the statements of verify()';

CREATE FUNCTION tripgrid.verify(store name DEFAULT NULL)
RETURNS TABLE (region text, week date, trips bigint, segment_trips bigint,
  reason text)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
-- rather an error than a proof over some of the trips
SET row_security = off
-- its queries are long and run once: compiling them takes most of their time
SET jit = off
-- the server knows little of what a part of them gives, and nothing of tables
-- without statistics: taken for a few rows, all were looked at for each
SET enable_nestloop = off;

COMMENT ON FUNCTION tripgrid.verify(name) IS
  'one row for each difference between the trips of a store and its segments: counts and order-free checksums of each region and week in both projections, the headers, the nodes over them and over each other, and the summaries; no row: they are equal';

CREATE PROCEDURE tripgrid.compact(store name DEFAULT NULL,
  into_one boolean DEFAULT false)
  AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON PROCEDURE tripgrid.compact(name, boolean) IS
  'merges segments that many loads and changes have left, runs of like size with each other, or all (into_one), and trips that went with those that came; commits after each merge unless it is called in a transaction block; loads and questions go on meanwhile';

CREATE FUNCTION tripgrid.compact_in_background(store name DEFAULT NULL,
  into_one boolean DEFAULT false) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.compact_in_background(name, boolean) IS
  'starts a background worker that compacts a store as compact() does, with the settings of the role and the database, and ends; if one is at it already, it ends at once; false, with a warning, if no worker is free';

CREATE PROCEDURE tripgrid.rebuild(store name DEFAULT NULL)
  AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON PROCEDURE tripgrid.rebuild(name) IS
  'writes the segments of a store again from its trips; loads wait meanwhile, questions do not';

CREATE FUNCTION tripgrid.advance_sequences(store name DEFAULT NULL)
  RETURNS void
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.advance_sequences(name) IS
  'lets the numbers of new trips, loads and runs begin after those that a store has, where a subscription has brought rows but no sequences; loads wait meanwhile';
