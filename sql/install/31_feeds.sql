-- Feeds in the shape of any source: views whose row trigger has the feed's
-- definition, a JSON document, as its argument.

-- Views of feeds call it, by name where a dump of them is restored.
CREATE FUNCTION tripgrid._departure_text(departed_at timestamp,
  date_format text, time_zone text) RETURNS text
  AS 'MODULE_PATHNAME', 'departure_text' LANGUAGE C STABLE PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid._departure_text(timestamp, text, text) IS
  'a departure as a feed of this date format and time zone reads it; for views of feeds';

CREATE FUNCTION tripgrid.create_feed(name name, columns text[] DEFAULT NULL,
  mapping jsonb DEFAULT '{}', constants jsonb DEFAULT '{}', date_format text DEFAULT NULL,
  time_zone text DEFAULT NULL, decimal_comma boolean DEFAULT false,
  position_order text DEFAULT 'lon lat', area geometry DEFAULT NULL,
  format text DEFAULT 'csv', position_form text DEFAULT NULL,
  position_srid int DEFAULT NULL, privacy jsonb DEFAULT '{}',
  clock text DEFAULT NULL, cities boolean DEFAULT false,
  target text DEFAULT NULL, key text[] DEFAULT NULL,
  on_key text DEFAULT 'reject', version text DEFAULT NULL,
  history boolean DEFAULT false, add_load_id boolean DEFAULT false,
  store name DEFAULT NULL) RETURNS void
AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.create_feed(name, text[], jsonb, jsonb, text,
    text, boolean, text, geometry, text, text, int, jsonb, text, boolean,
    text, text[], text, text, boolean, boolean, name) IS
  'makes a view in the shape of a source, to COPY or INSERT into; mapping says from which of its columns each part of a trip is read, constants what has no column, privacy what is made coarse, hashed or not kept; clock is the time zone of departures that are written without one and become local time of time_zone; cities gives trips that begin in another known city than the constant region that region, and rejects those far from all; where a column has regions, it gives them that city''s clock; target is a table of the store that rows go to instead of trips, key what makes two of its rows one, by its columns, or two trips, by columns of the source or paths, of which the first stays or, of a table with on_key ''replace'', the newest by version; history keeps all; add_load_id adds to a table the column that undo_load() needs';

CREATE FUNCTION tripgrid.change_feed(name name, mapping jsonb DEFAULT NULL,
  constants jsonb DEFAULT NULL, date_format text DEFAULT NULL,
  time_zone text DEFAULT NULL, decimal_comma boolean DEFAULT NULL,
  position_order text DEFAULT NULL, area geometry DEFAULT NULL,
  position_form text DEFAULT NULL, position_srid int DEFAULT NULL,
  privacy jsonb DEFAULT NULL, clock text DEFAULT NULL,
  cities boolean DEFAULT NULL, store name DEFAULT NULL) RETURNS void
AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.change_feed(name, jsonb, jsonb, text, text,
    boolean, text, geometry, text, int, jsonb, text, boolean, name) IS
  'changes how a feed made by create_feed is read; null leaves as it is, an empty text or area, or SRID 0, takes away';

CREATE FUNCTION tripgrid.drop_feed(name name, store name DEFAULT NULL)
RETURNS void
AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.drop_feed(name, name) IS
  'drops a feed made by create_feed; the trips that it brought stay';

CREATE FUNCTION tripgrid.feeds(store name DEFAULT NULL)
RETURNS TABLE (feed name, columns text[], mapping jsonb, constants jsonb,
  date_format text, time_zone text, decimal_comma boolean, position_order text,
  area geometry, format text, position_form text, position_srid int,
  privacy jsonb, clock text, cities boolean, target text, key text[],
  on_key text, version text, history boolean)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL UNSAFE ROWS 10;

COMMENT ON FUNCTION tripgrid.feeds(name) IS
  'the feeds of a store that the caller may read or load into, with what create_feed was told of each';
