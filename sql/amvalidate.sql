--
-- Every operator class of the extension is whole, and the types are as large
-- and aligned as their stored bytes need.
--

-- each operator class, by access method
SELECT am.amname, opc.opcname, opc.opcintype::regtype AS type,
    opc.opcdefault AS is_default, amvalidate(opc.oid)
  FROM pg_opclass AS opc
  JOIN pg_am AS am ON am.oid = opc.opcmethod
  JOIN pg_depend AS dep ON dep.classid = 'pg_opclass'::regclass
   AND dep.objid = opc.oid
   AND dep.deptype = 'e'
  JOIN pg_extension AS ext ON dep.refclassid = 'pg_extension'::regclass
   AND ext.oid = dep.refobjid
   AND ext.extname = 'tripgrid'
 ORDER BY am.amname COLLATE "C", opc.opcname COLLATE "C",
    opc.opcintype::regtype::text COLLATE "C";

-- none of them lives in a family of somebody else's
SELECT opf.opfname, opf.opfnamespace::regnamespace AS schema
  FROM pg_opclass AS opc
  JOIN pg_opfamily AS opf ON opf.oid = opc.opcfamily
 WHERE opc.opcnamespace = 'tripgrid'::regnamespace
   AND opf.opfnamespace <> 'tripgrid'::regnamespace;

-- sizes, alignment, and how values are passed
SELECT typname, typlen, typbyval, typalign, typstorage
  FROM pg_type
 WHERE typnamespace = 'tripgrid'::regnamespace
   AND typtype = 'b'
   AND typcategory = 'U'
 ORDER BY typname COLLATE "C";

-- an operator's commutator and negator belong to it in both directions
CREATE TEMP VIEW own_operator AS
  SELECT o.* FROM pg_operator AS o JOIN pg_depend ON objid = o.oid
  WHERE classid = 'pg_operator'::regclass AND deptype = 'e'
    AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'tripgrid');
SELECT o.oid::regoperator AS operator, c.oid::regoperator AS commutator
  FROM own_operator AS o
  JOIN pg_operator AS c ON c.oid = o.oprcom
 WHERE c.oprcom <> o.oid OR c.oid NOT IN (SELECT oid FROM own_operator);
SELECT o.oid::regoperator AS operator, n.oid::regoperator AS negator
  FROM own_operator AS o
  JOIN pg_operator AS n ON n.oid = o.oprnegate
 WHERE n.oprnegate <> o.oid OR n.oid NOT IN (SELECT oid FROM own_operator);

-- only "=" is where every search path finds it
SELECT oprnamespace::regnamespace AS schema, count(*), count(*) FILTER (
    WHERE oprname = '=') AS equals
  FROM own_operator GROUP BY 1 ORDER BY 1;

-- operators whose other half was never defined
SELECT oid::regoperator AS operator FROM own_operator WHERE oprcode = 0;

-- equality that a hash class holds can be hashed, that of a btree merged
SELECT o.oid::regoperator AS operator, o.oprcanhash, o.oprcanmerge
  FROM own_operator AS o
 WHERE o.oprname = '='
   AND o.oprleft = o.oprright
 ORDER BY o.oprleft::regtype::text COLLATE "C";

-- no function of the extension lacks a language-level search path guard:
-- those that run SQL from text fix theirs
SELECT p.oid::regprocedure AS function
  FROM pg_proc AS p
  JOIN pg_language AS l ON l.oid = p.prolang
 WHERE p.pronamespace = 'tripgrid'::regnamespace
   AND (l.lanname = 'plpgsql' OR (l.lanname = 'sql' AND p.prosqlbody IS NULL))
   AND NOT coalesce(p.proconfig @> ARRAY['search_path=pg_catalog, pg_temp'],
     false)
 ORDER BY p.oid::regprocedure::text COLLATE "C";
