-- Erasure: trips taken out of every place that tells of them.

-- Tell whether a trip lies in an area, as match says.
CREATE FUNCTION tripgrid._trip_passes(area bytea, match text,
  origin tripgrid.lonlat, destination tripgrid.lonlat) RETURNS boolean
  AS 'MODULE_PATHNAME', 'trip_passes' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE COST 100;

COMMENT ON FUNCTION tripgrid._trip_passes(bytea, text, tripgrid.lonlat,
    tripgrid.lonlat) IS
  'tells whether a trip lies in an area; for the proofs that erase_trips writes';

-- The values that a reject holds, those within JSON included.
CREATE FUNCTION tripgrid._reject_values(fields text[], raw_field_value text)
RETURNS SETOF text
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  value text;
  token text;
BEGIN
  FOREACH value IN ARRAY fields || raw_field_value LOOP
    CONTINUE WHEN value IS NULL;
    RETURN NEXT btrim(value, E' \t\n\v\f\r');
    CONTINUE WHEN value !~ '^\s*[{\[]';
    -- it may be no valid JSON: that can be why it was rejected
    FOR token IN
      SELECT m[1] FROM regexp_matches(value,
        '("(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*)', 'g') AS m
    LOOP
      BEGIN
        RETURN NEXT btrim(token::jsonb #>> '{}', E' \t\n\v\f\r');
      EXCEPTION WHEN OTHERS THEN
        RETURN NEXT btrim(token, '"');
      END;
    END LOOP;
  END LOOP;
END
$$;

COMMENT ON FUNCTION tripgrid._reject_values(text[], text) IS
  'gives the values that a reject holds, those within JSON included; for erase_trips';

-- The parts of a key of several columns.
CREATE FUNCTION tripgrid._key_parts(external_id text) RETURNS text[]
  AS 'MODULE_PATHNAME', 'key_parts' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid._key_parts(text) IS
  'gives the parts of a key of several columns that are there; null for an external_id that is none; for erase_trips';

-- What an identity is barred as.
CREATE FUNCTION tripgrid._barred_identity(secret bytea, datasource text,
  external_id text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'barred_identity' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid._barred_identity(bytea, text, text) IS
  'hashes an identity as erase_trips bars it, so that the store''s owner can look one up in erased';

CREATE FUNCTION tripgrid.erase_trips(external_id text DEFAULT NULL,
  datasource text DEFAULT NULL, region text DEFAULT NULL,
  load_id bigint DEFAULT NULL, area geometry DEFAULT NULL,
  match text DEFAULT 'origin', since date DEFAULT NULL,
  until date DEFAULT NULL, trip_ids bigint[] DEFAULT NULL,
  bar boolean DEFAULT false, store name DEFAULT NULL)
RETURNS TABLE (trips bigint, segments bigint, nodes bigint, summaries bigint,
  rejects bigint, loads bigint, barred bigint, places bigint, remains text, proof text)
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1;

COMMENT ON FUNCTION tripgrid.erase_trips(text, text, text, bigint, geometry,
    text, date, date, bigint[], boolean, name) IS
  'erases the trips for which all that is given holds from every place of a store, at once: trips, segments, nodes, summaries, statistics, rejects with the same external_id or of the load, texts of the ledger, places that only these trips taught; returns how many rows it erased or wrote again, what else still has them and until when, and a query that proves it; bar keeps what had an external_id from being loaded again; for the store''s owner';

CREATE FUNCTION tripgrid.forget_trips(before timestamp,
  store name DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.forget_trips(timestamp, name) IS
  'erases the trips that departed before that local time, as erase_trips does, and returns how many; a moment such as now() must be cast to timestamp; to be called from time to time, for the store''s owner';

CREATE FUNCTION tripgrid.forget_loads(before timestamptz,
  with_keys boolean DEFAULT false, store name DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.forget_loads(timestamptz, boolean, name) IS
  'takes committed loads that were finished before that out of the ledger and returns how many; their trips stay, and keep their load_id, but can be undone no more; loads that have rejects are kept, and so, unless with_keys is true, are those whose key or file would be loaded again without them; the last load is kept, too; for the store''s owner';

CREATE FUNCTION tripgrid.forget_rejects(before timestamptz,
  store name DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.forget_rejects(timestamptz, name) IS
  'removes the kept rejects of loads that were finished before that, and what the ledger says of errors in these loads, and returns how many rejects; for the store''s owner';
