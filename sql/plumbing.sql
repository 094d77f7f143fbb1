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
-- whatever a person may use says what it does
SELECT p.oid::regprocedure AS silent
  FROM pg_proc AS p
 WHERE p.pronamespace = 'tripgrid'::regnamespace AND p.proname !~ '^_'
   AND obj_description(p.oid, 'pg_proc') IS NULL;
-- what is in the schema goes with the extension
SELECT pg_describe_object(d.classid, d.objid, d.objsubid) AS ours
  FROM pg_depend AS d
 WHERE d.refclassid = 'pg_extension'::regclass
   AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'tripgrid')
   AND d.classid = 'pg_namespace'::regclass AND d.deptype = 'e';
DROP ROLE regress_tg_somebody;
