-- Erasure: trips taken out of every place that tells of them.

-- Tell whether a trip lies in an area, as match says.
CREATE FUNCTION tripgrid._trip_passes(area bytea, match text,
  origin tripgrid.lonlat, destination tripgrid.lonlat) RETURNS boolean
  AS 'MODULE_PATHNAME', 'trip_passes' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE COST 100;

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

-- A regular expression that finds any of these words in a text; null for none.
CREATE FUNCTION tripgrid._words_pattern(words text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '(^|[^[:alnum:]])(' || string_agg(
      regexp_replace(w, '([^[:alnum:]])', '\\\1', 'g'), '|')
    || ')($|[^[:alnum:]])'
  FROM unnest(words) AS w;
END;

-- Erase the trips t and the rejects r that conditions find, if they are not
-- null, rejects that hold one of the trips' external_ids or of those given,
-- and all that the store derives from them or says of them.  The load, if any,
-- is locked.  If bar is set, no feed loads their identities again: the
-- external_ids given, of the datasource or those of the trips, and the trips'.
CREATE FUNCTION tripgrid._erase(trip_condition text, reject_condition text,
  external_ids text[], load_id bigint, bar boolean, datasource text,
  store name, OUT trips bigint, OUT segments bigint, OUT nodes bigint,
  OUT summaries bigint, OUT rejects bigint, OUT loads bigint,
  OUT barred bigint) RETURNS record
  AS 'MODULE_PATHNAME', 'erase' LANGUAGE C VOLATILE PARALLEL UNSAFE;

-- The condition that finds trips by their identity.
CREATE FUNCTION tripgrid._identity_condition(external_ids text[], store name)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF external_ids IS NULL THEN
    RETURN NULL;
  ELSIF EXISTS (SELECT FROM pg_attribute
    WHERE attrelid = format('%I.trips', store)::regclass
      AND attname = 'external_id' AND NOT attisdropped) THEN
    -- first for an index, then by bytes, whatever the collation
    RETURN format('t.external_id = ANY (%1$L::text[]) '
      'AND t.external_id COLLATE "C" = ANY (%1$L::text[])', external_ids);
  END IF;
  RETURN 'false';
END
$$;

CREATE FUNCTION tripgrid._remains() RETURNS text
LANGUAGE sql VOLATILE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT format('What was erased at %s (WAL position %s) is still in the files '
    'of tables and of pg_statistic until VACUUM has run and their space is '
    'used again (VACUUM FULL writes tables without it), in indexes until then, '
    'too; in WAL up to that position, and in images of pages that later WAL has '
    'until VACUUM has run, here and in archives; on replicas until they have '
    'replayed that, and VACUUM with it; in base backups, dumps and snapshots '
    'of disks taken before; in server logs that show statements; and '
    'in copies that others made of it.',
    now(), pg_current_wal_insert_lsn())
$$;

-- What an identity stands as: as it is, without blanks around it, and hashed if
-- the store has a secret.  For the owner.
CREATE FUNCTION tripgrid._identities(external_id text, store name)
  RETURNS text[]
  AS 'MODULE_PATHNAME', 'identities' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;

-- What an identity is barred as.
CREATE FUNCTION tripgrid._barred_identity(secret bytea, datasource text,
  external_id text) RETURNS bytea
  AS 'MODULE_PATHNAME', 'barred_identity' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

-- The number of trips, and of what would betray them, that there should be no
-- more of.
CREATE FUNCTION tripgrid._erase_proof(condition text, store name) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format('SELECT (SELECT count(*) FROM %1$I.trips AS t WHERE %2$s) '
    'AS trips, (SELECT count(*) FROM %1$I.segments WHERE sign = -1) '
    'AS taken_off, (SELECT count(*) FROM tripgrid.verify(%1$L)) '
    'AS differences', store, condition);
END;

CREATE FUNCTION tripgrid.erase_trips(external_id text DEFAULT NULL,
  datasource text DEFAULT NULL, region text DEFAULT NULL,
  load_id bigint DEFAULT NULL, area geometry DEFAULT NULL,
  match text DEFAULT 'origin', since date DEFAULT NULL,
  until date DEFAULT NULL, trip_ids bigint[] DEFAULT NULL,
  bar boolean DEFAULT false, store name DEFAULT NULL)
RETURNS TABLE (trips bigint, segments bigint, nodes bigint, summaries bigint,
  rejects bigint, loads bigint, barred bigint, remains text, proof text)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 1
SET search_path = pg_catalog, pg_temp
-- the proof is for any session
SET datestyle = ISO
AS $$
#variable_conflict use_variable
DECLARE
  external_ids text[];
  condition text;
  of_load text := 't.load_id = ' || load_id;
BEGIN
  store := tripgrid._existing_store(store);
  PERFORM tripgrid._require_owner(store);
  IF bar IS NULL THEN
    RAISE null_value_not_allowed USING MESSAGE = 'bar must not be null';
  END IF;
  match := coalesce(match, 'origin');
  PERFORM tripgrid._require_question(match, since, until);
  IF external_id IS NOT NULL THEN
    external_ids := tripgrid._identities(external_id, store);
  END IF;
  condition := array_to_string(ARRAY[
    tripgrid._identity_condition(external_ids, store),
    format('t.datasource = %1$L AND t.datasource COLLATE "C" = %1$L',
      datasource) || CASE WHEN datasource IS NULL THEN NULL ELSE '' END,
    format('t.region = %1$L AND t.region COLLATE "C" = %1$L', region)
      || CASE WHEN region IS NULL THEN NULL ELSE '' END,
    of_load,
    't.departed_at >= ' || quote_literal(since),
    't.departed_at < ' || quote_literal(until + 1),
    't.trip_id = ANY (' || quote_literal(trip_ids) || '::bigint[])',
    format('tripgrid._trip_passes(%L, %L, t.origin, t.destination)',
      tripgrid._area_bytes(area), match)
      || CASE WHEN area IS NULL THEN NULL ELSE '' END], ' AND ');
  IF condition = '' THEN
    RAISE null_value_not_allowed USING
      MESSAGE = 'nothing says which trips to erase',
      HINT = 'Give external_id, load_id, area, trip_ids, region, datasource, since or until; all that are given must hold.';
  END IF;
  SELECT e.* INTO trips, segments, nodes, summaries, rejects, loads, barred
    FROM tripgrid._erase(condition,
      -- of the rejects of a load nobody can say which have the other marks
      CASE WHEN condition = of_load THEN 'r.load_id = ' || load_id END,
      external_ids, load_id, bar, datasource, store) AS e;
  remains := tripgrid._remains();
  proof := tripgrid._erase_proof(condition, store);
  RETURN NEXT;
END
$$;

COMMENT ON FUNCTION tripgrid.erase_trips(text, text, text, bigint, geometry,
    text, date, date, bigint[], boolean, name) IS
  'erases the trips for which all that is given holds from every place of a store, at once: trips, segments, nodes, summaries, statistics, rejects with the same external_id or of the load, texts of the ledger; returns how many rows it erased or wrote again, what else still has them and until when, and a query that proves it; bar keeps what had an external_id from being loaded again; for the store''s owner';

CREATE FUNCTION tripgrid.forget_trips(before timestamp,
  store name DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF before IS NULL THEN
    RAISE null_value_not_allowed USING
      MESSAGE = 'before must not be null';
  END IF;
  RETURN (tripgrid._erase('t.departed_at < ' || quote_literal(before), NULL,
    NULL, NULL, NULL, NULL, tripgrid._existing_store(store))).trips;
END
$$;

COMMENT ON FUNCTION tripgrid.forget_trips(timestamp, name) IS
  'erases the trips that departed before that local time, as erase_trips does, and returns how many; a moment such as now() must be cast to timestamp; to be called from time to time, for the store''s owner';

CREATE FUNCTION tripgrid.forget_rejects(before timestamptz,
  store name DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF before IS NULL THEN
    RAISE null_value_not_allowed USING
      MESSAGE = 'before must not be null';
  END IF;
  store := tripgrid._existing_store(store);
  RETURN (tripgrid._erase(NULL, format('r.load_id IN (SELECT l.load_id '
    'FROM %I.loads AS l WHERE l.finished_at < %L::timestamptz)', store,
    before), NULL, NULL, NULL, NULL, store)).rejects;
END
$$;

COMMENT ON FUNCTION tripgrid.forget_rejects(timestamptz, name) IS
  'removes the kept rejects of loads that were finished before that, and what the ledger says of errors in these loads, and returns how many rejects; for the store''s owner';
