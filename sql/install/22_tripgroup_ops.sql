-- Order and identity of tripgroup.

CREATE FUNCTION tripgrid.tripgroup_cmp(tripgrid.tripgroup, tripgrid.tripgroup) RETURNS int
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_cmp(tripgrid.tripgroup, tripgrid.tripgroup) IS
  'order of two tripgroups: negative, zero or positive';

CREATE FUNCTION tripgrid.tripgroup_lt(tripgrid.tripgroup, tripgrid.tripgroup) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_lt(tripgrid.tripgroup, tripgrid.tripgroup) IS
  'whether the first tripgroup is before the second';

CREATE FUNCTION tripgrid.tripgroup_le(tripgrid.tripgroup, tripgrid.tripgroup) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_le(tripgrid.tripgroup, tripgrid.tripgroup) IS
  'whether the first tripgroup is not after the second';

CREATE FUNCTION tripgrid.tripgroup_eq(tripgrid.tripgroup, tripgrid.tripgroup) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_eq(tripgrid.tripgroup, tripgrid.tripgroup) IS
  'whether the first tripgroup is equal to the second';

CREATE FUNCTION tripgrid.tripgroup_ne(tripgrid.tripgroup, tripgrid.tripgroup) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_ne(tripgrid.tripgroup, tripgrid.tripgroup) IS
  'whether the first tripgroup is different from the second';

CREATE FUNCTION tripgrid.tripgroup_ge(tripgrid.tripgroup, tripgrid.tripgroup) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_ge(tripgrid.tripgroup, tripgrid.tripgroup) IS
  'whether the first tripgroup is not before the second';

CREATE FUNCTION tripgrid.tripgroup_gt(tripgrid.tripgroup, tripgrid.tripgroup) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_gt(tripgrid.tripgroup, tripgrid.tripgroup) IS
  'whether the first tripgroup is after the second';

CREATE FUNCTION tripgrid.tripgroup_hash(tripgrid.tripgroup) RETURNS int
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_hash(tripgrid.tripgroup) IS 'hash of a tripgroup';

CREATE FUNCTION tripgrid.tripgroup_hash_extended(tripgrid.tripgroup, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_hash_extended(tripgrid.tripgroup, bigint) IS
  'seeded hash of a tripgroup';

CREATE OPERATOR tripgrid.< (
  FUNCTION = tripgrid.tripgroup_lt,
  LEFTARG = tripgrid.tripgroup, RIGHTARG = tripgrid.tripgroup,
  COMMUTATOR = OPERATOR(tripgrid.>), NEGATOR = OPERATOR(tripgrid.>=),
  RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);

CREATE OPERATOR tripgrid.<= (
  FUNCTION = tripgrid.tripgroup_le,
  LEFTARG = tripgrid.tripgroup, RIGHTARG = tripgrid.tripgroup,
  COMMUTATOR = OPERATOR(tripgrid.>=), NEGATOR = OPERATOR(tripgrid.>),
  RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);

CREATE OPERATOR pg_catalog.= (
  FUNCTION = tripgrid.tripgroup_eq,
  LEFTARG = tripgrid.tripgroup, RIGHTARG = tripgrid.tripgroup,
  COMMUTATOR = OPERATOR(pg_catalog.=), NEGATOR = OPERATOR(tripgrid.<>),
  RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
  HASHES, MERGES
);

CREATE OPERATOR tripgrid.<> (
  FUNCTION = tripgrid.tripgroup_ne,
  LEFTARG = tripgrid.tripgroup, RIGHTARG = tripgrid.tripgroup,
  COMMUTATOR = OPERATOR(tripgrid.<>), NEGATOR = OPERATOR(pg_catalog.=),
  RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);

CREATE OPERATOR tripgrid.>= (
  FUNCTION = tripgrid.tripgroup_ge,
  LEFTARG = tripgrid.tripgroup, RIGHTARG = tripgrid.tripgroup,
  COMMUTATOR = OPERATOR(tripgrid.<=), NEGATOR = OPERATOR(tripgrid.<),
  RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);

CREATE OPERATOR tripgrid.> (
  FUNCTION = tripgrid.tripgroup_gt,
  LEFTARG = tripgrid.tripgroup, RIGHTARG = tripgrid.tripgroup,
  COMMUTATOR = OPERATOR(tripgrid.<), NEGATOR = OPERATOR(tripgrid.<=),
  RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);

CREATE OPERATOR CLASS tripgrid.tripgroup_ops
  DEFAULT FOR TYPE tripgrid.tripgroup USING btree AS
    OPERATOR 1 tripgrid.<,
    OPERATOR 2 tripgrid.<=,
    OPERATOR 3 pg_catalog.=,
    OPERATOR 4 tripgrid.>=,
    OPERATOR 5 tripgrid.>,
    FUNCTION 1 tripgrid.tripgroup_cmp(tripgrid.tripgroup, tripgrid.tripgroup);

CREATE OPERATOR CLASS tripgrid.tripgroup_ops
  DEFAULT FOR TYPE tripgrid.tripgroup USING hash AS
    OPERATOR 1 pg_catalog.=,
    FUNCTION 1 tripgrid.tripgroup_hash(tripgrid.tripgroup),
    FUNCTION 2 tripgrid.tripgroup_hash_extended(tripgrid.tripgroup, bigint);

