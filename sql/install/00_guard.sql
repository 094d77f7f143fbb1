\echo Use "CREATE EXTENSION tripgrid CASCADE" to load this file. \quit

-- What calls by OID (operator classes, aggregates, bodies that were parsed here)
-- has its functions here, where nobody finds them by name.  A schema of that
-- name made before is an error.
CREATE SCHEMA tripgrid_internal;
REVOKE ALL ON SCHEMA tripgrid_internal FROM PUBLIC;

COMMENT ON SCHEMA tripgrid_internal IS
  'what tripgrid calls by itself; nothing here is for anybody to use';

-- What somebody put into the schemas before could be taken for our own or for
-- PostGIS's objects, and who owns a schema can do so later.
DO $$
DECLARE
  ours name;
BEGIN
  FOREACH ours IN ARRAY '{tripgrid,tripgrid_internal}'::pg_catalog.name[] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace
        WHERE nspname OPERATOR(pg_catalog.=) ours
          AND nspowner OPERATOR(pg_catalog.=)
            current_user::pg_catalog.regrole::pg_catalog.oid
          AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(nspacl) AS a
            WHERE a.privilege_type OPERATOR(pg_catalog.=) 'CREATE'
              AND a.grantee OPERATOR(pg_catalog.<>) nspowner)) THEN
      RAISE object_not_in_prerequisite_state USING
        MESSAGE = pg_catalog.format('schema "%s" is open to somebody else',
          ours),
        HINT = 'Drop or rename it: the extension makes its own.';
    END IF;
    IF EXISTS (SELECT FROM pg_catalog.pg_depend
        WHERE refclassid OPERATOR(pg_catalog.=)
            'pg_catalog.pg_namespace'::pg_catalog.regclass
          AND refobjid OPERATOR(pg_catalog.=) ours::pg_catalog.text
            ::pg_catalog.regnamespace::pg_catalog.oid
          AND classid OPERATOR(pg_catalog.<>)
            'pg_catalog.pg_extension'::pg_catalog.regclass) THEN
      RAISE object_not_in_prerequisite_state USING
        MESSAGE = pg_catalog.format('schema "%s" is not empty', ours),
        HINT = 'Drop or rename it: the extension makes its own.';
    END IF;
  END LOOP;
END
$$;

-- What there is to see belongs to the stores, and is granted there.
GRANT USAGE ON SCHEMA tripgrid TO PUBLIC;

