\echo Use "CREATE EXTENSION tripgrid CASCADE" to load this file. \quit

-- What somebody put into the schema before could be taken for our own or for
-- PostGIS's objects, and who owns the schema can do so later.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace
      WHERE oid OPERATOR(pg_catalog.=) 'tripgrid'::pg_catalog.regnamespace
        AND nspowner OPERATOR(pg_catalog.=)
          current_user::pg_catalog.regrole::pg_catalog.oid
        AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(nspacl) AS a
          WHERE a.privilege_type OPERATOR(pg_catalog.=) 'CREATE'
            AND a.grantee OPERATOR(pg_catalog.<>) nspowner)) THEN
    RAISE object_not_in_prerequisite_state USING
      MESSAGE = 'schema "tripgrid" is open to somebody else',
      HINT = 'Drop or rename it: the extension makes its own.';
  END IF;
  IF EXISTS (SELECT FROM pg_catalog.pg_depend
      WHERE refclassid OPERATOR(pg_catalog.=)
          'pg_catalog.pg_namespace'::pg_catalog.regclass
        AND refobjid OPERATOR(pg_catalog.=)
          'tripgrid'::pg_catalog.regnamespace
        AND classid OPERATOR(pg_catalog.<>)
          'pg_catalog.pg_extension'::pg_catalog.regclass) THEN
    RAISE object_not_in_prerequisite_state USING
      MESSAGE = 'schema "tripgrid" is not empty',
      HINT = 'Drop or rename it: the extension makes its own.';
  END IF;
END
$$;

-- What there is to see belongs to the stores, and is granted there.
GRANT USAGE ON SCHEMA tripgrid TO PUBLIC;

