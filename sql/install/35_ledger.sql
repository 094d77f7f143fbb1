-- What became of loads, and changing one's mind about them.

CREATE FUNCTION tripgrid.undo_load(load_id bigint, store name DEFAULT NULL)
  RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION tripgrid.undo_load(bigint, name) IS
  'removes the trips and rejects that a load brought, and returns how many trips; the load stays in the ledger as undone, and its key and its file may be loaded again; for the store''s owner';

CREATE FUNCTION tripgrid.retry_rejects(load_id bigint,
  store name DEFAULT NULL)
  RETURNS TABLE (rows_read bigint, rows_loaded bigint, rows_rejected bigint)
  AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1;

COMMENT ON FUNCTION tripgrid.retry_rejects(bigint, name) IS
  'reads the rejects of a load again, by the mapping and the limits of now: those that are trips become trips of that load, the others stay rejects with the reason of now; returns how many were read, loaded and rejected; for the store''s owner';
