-- What is in a store, for somebody who does not know the data yet.

CREATE FUNCTION tripgrid.profile(target text DEFAULT NULL,
  store name DEFAULT NULL)
RETURNS TABLE (topic text, item text, measure text, rows bigint,
  share numeric, value text)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE ROWS 200
SET search_path = pg_catalog, pg_temp;

COMMENT ON FUNCTION tripgrid.profile(text, name) IS
  'what is in a store, or in the table target that a feed fills, which the store''s owner may ask for: loads and rows by state, rejects by reason, weeks with and without trips by region; nulls, empty, different, least, greatest and most common values of each column of trips; straight-line lengths and, where a column says when trips end or how long they take, speeds; trips, or rows, that are equal';
