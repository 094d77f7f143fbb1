--
-- What is not for anybody to call is out of sight, and nothing lends rights.
--
CREATE ROLE regress_tg_somebody;
SELECT has_schema_privilege('regress_tg_somebody', 'tripgrid_internal',
  'USAGE, CREATE') AS somebody_sees;
SELECT count(*) AS granted
  FROM pg_namespace, aclexplode(nspacl) AS a
 WHERE nspname = 'tripgrid_internal' AND a.grantee <> nspowner;
-- a C function has the rights of its caller, and so has everything else
SELECT p.oid::regprocedure AS lends_rights
  FROM pg_proc AS p
 WHERE p.pronamespace = ANY
     ('{tripgrid,tripgrid_internal}'::regnamespace[]) AND p.prosecdef;
-- whatever can be found by name says what it does
SELECT p.oid::regprocedure AS silent
  FROM pg_proc AS p
 WHERE p.pronamespace = 'tripgrid'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL;
-- what has to be found by name begins with "_": docs/architecture.md says why
SELECT p.oid::regprocedure AS unlisted
  FROM pg_proc AS p
 WHERE p.pronamespace = 'tripgrid'::regnamespace AND p.proname ~ '^_'
   AND p.proname <> ALL (regexp_split_to_array('_applies_rows _require_all_rows _reads_segments _departure_text _trip_passes
  _reject_values _key_parts _barred_identity _trip_checksum _wrapping_sum
  _week_number _segment_facts _tripset_weeks _node_checksum
  _segment_square_checksum _node_square_checksum', '\s+'));
-- what is in the schema goes with the extension
SELECT pg_describe_object(d.classid, d.objid, d.objsubid) AS ours
  FROM pg_depend AS d
 WHERE d.refclassid = 'pg_extension'::regclass
   AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'tripgrid')
   AND d.classid = 'pg_namespace'::regclass AND d.deptype = 'e';
DROP ROLE regress_tg_somebody;
