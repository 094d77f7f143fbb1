-- Stores: one schema each, with ordinary tables of whoever made it.

CREATE FUNCTION tripgrid.trips_changed() RETURNS trigger
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.trips_changed() IS
  'keeps the segments of a store exact when its trips change; for triggers that create_store makes';

CREATE FUNCTION tripgrid.trips_changing() RETURNS trigger
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.trips_changing() IS
  'notes that the trips of a store are about to change; for triggers that create_store makes';

CREATE FUNCTION tripgrid.trips_truncated() RETURNS trigger
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.trips_truncated() IS
  'empties the segments of a store with its trips; for triggers that create_store makes';

CREATE FUNCTION tripgrid.trips_applied() RETURNS trigger
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.trips_applied() IS
  'keeps the segments of a store exact when a subscription changes its trips; for triggers that create_store makes';

CREATE FUNCTION tripgrid.derived_changed() RETURNS trigger
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.derived_changed() IS
  'notes that others than tripgrid change the segments of a store; for triggers that create_store makes';

-- Whether a row that changes now may come from a subscription.
CREATE FUNCTION tripgrid._applies_rows() RETURNS boolean
  AS 'MODULE_PATHNAME', 'applies_rows' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid._applies_rows() IS
  'tells whether a row that changes now may come from a subscription; for triggers that create_store makes';

CREATE FUNCTION tripgrid.feed_row() RETURNS trigger
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.feed_row() IS
  'takes a row of a feed; for triggers that create_store makes';

CREATE FUNCTION tripgrid.feed_end() RETURNS trigger
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.feed_end() IS
  'ends a load into a feed; for triggers that create_store makes';

-- True, or an error if row-level security on the relation applies to whoever
-- reads a view over it.
CREATE FUNCTION tripgrid._require_all_rows(relation regclass) RETURNS boolean
  AS 'MODULE_PATHNAME', 'require_all_rows' LANGUAGE C
  STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid._require_all_rows(regclass) IS
  'raises an error if row-level security on a table applies to whoever reads a view over it; for views of stores';

-- True.  The planner evaluates it, which loads the library, before it looks
-- for ways to read the table.
CREATE FUNCTION tripgrid._reads_segments() RETURNS boolean
  AS 'MODULE_PATHNAME', 'reads_segments' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid._reads_segments() IS
  'true; has the planner know that segments may stand for trips; for views of stores';

CREATE FUNCTION tripgrid.create_store(store name DEFAULT NULL,
  with_key boolean DEFAULT false) RETURNS void
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.create_store(name, boolean) IS
  'makes a store: a schema with the tables of one collection of trips, owned by the caller; named by tripgrid.store unless told otherwise; with_key gives trips a primary key';

CREATE FUNCTION tripgrid.remake_views(store name DEFAULT NULL) RETURNS void
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.remake_views(name) IS
  'makes the views of a store and its feeds anew, or again if they are gone; those that are there keep their owners, grants, options, comments and triggers; for the store''s owner';

CREATE FUNCTION tripgrid.drop_store(store name, force boolean DEFAULT false)
  RETURNS void
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.drop_store(name, boolean) IS
  'drops a store; one that has trips only with force => true';


-- The tables of a store: their comments, and what numbers their rows.
CREATE FUNCTION tripgrid_internal.store_tables()
RETURNS TABLE (relation name, description text, sequence name, number name)
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 11;

-- Their columns, and what becomes of what stands there when trips are erased:
--   trip       goes with its row of trips
--   derived    is made of trips, and written again without them
--   reject     goes with the reject
--   text       is cleared if it can quote what is erased
--   none       says nothing of a person
CREATE FUNCTION tripgrid_internal.store_columns()
RETURNS TABLE (relation name, column_name name, treatment text)
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 100;

-- The triggers that keep segments equal to trips: when each fires, and its
-- definition, in which the place of the table's schema and name is left open.
CREATE FUNCTION tripgrid_internal.store_triggers()
RETURNS TABLE (relation name, name name, enabled text, definition text)
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 14;
