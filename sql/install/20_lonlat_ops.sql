-- Order and identity of lonlat.

CREATE FUNCTION tripgrid.lonlat_cmp(tripgrid.lonlat, tripgrid.lonlat) RETURNS int
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lonlat_cmp(tripgrid.lonlat, tripgrid.lonlat) IS
  'order of two lonlats: negative, zero or positive';

CREATE FUNCTION tripgrid.lonlat_lt(tripgrid.lonlat, tripgrid.lonlat) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lonlat_lt(tripgrid.lonlat, tripgrid.lonlat) IS
  'whether the first lonlat is before the second';

CREATE FUNCTION tripgrid.lonlat_le(tripgrid.lonlat, tripgrid.lonlat) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lonlat_le(tripgrid.lonlat, tripgrid.lonlat) IS
  'whether the first lonlat is not after the second';

CREATE FUNCTION tripgrid.lonlat_eq(tripgrid.lonlat, tripgrid.lonlat) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lonlat_eq(tripgrid.lonlat, tripgrid.lonlat) IS
  'whether the first lonlat is equal to the second';

CREATE FUNCTION tripgrid.lonlat_ne(tripgrid.lonlat, tripgrid.lonlat) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lonlat_ne(tripgrid.lonlat, tripgrid.lonlat) IS
  'whether the first lonlat is different from the second';

CREATE FUNCTION tripgrid.lonlat_ge(tripgrid.lonlat, tripgrid.lonlat) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lonlat_ge(tripgrid.lonlat, tripgrid.lonlat) IS
  'whether the first lonlat is not before the second';

CREATE FUNCTION tripgrid.lonlat_gt(tripgrid.lonlat, tripgrid.lonlat) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lonlat_gt(tripgrid.lonlat, tripgrid.lonlat) IS
  'whether the first lonlat is after the second';

CREATE FUNCTION tripgrid.lonlat_hash(tripgrid.lonlat) RETURNS int
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lonlat_hash(tripgrid.lonlat) IS 'hash of a lonlat';

CREATE FUNCTION tripgrid.lonlat_hash_extended(tripgrid.lonlat, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lonlat_hash_extended(tripgrid.lonlat, bigint) IS
  'seeded hash of a lonlat';

CREATE OPERATOR tripgrid.< (
  FUNCTION = tripgrid.lonlat_lt,
  LEFTARG = tripgrid.lonlat, RIGHTARG = tripgrid.lonlat,
  COMMUTATOR = OPERATOR(tripgrid.>), NEGATOR = OPERATOR(tripgrid.>=),
  RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);

CREATE OPERATOR tripgrid.<= (
  FUNCTION = tripgrid.lonlat_le,
  LEFTARG = tripgrid.lonlat, RIGHTARG = tripgrid.lonlat,
  COMMUTATOR = OPERATOR(tripgrid.>=), NEGATOR = OPERATOR(tripgrid.>),
  RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);

CREATE OPERATOR pg_catalog.= (
  FUNCTION = tripgrid.lonlat_eq,
  LEFTARG = tripgrid.lonlat, RIGHTARG = tripgrid.lonlat,
  COMMUTATOR = OPERATOR(pg_catalog.=), NEGATOR = OPERATOR(tripgrid.<>),
  RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel,
  HASHES, MERGES
);

CREATE OPERATOR tripgrid.<> (
  FUNCTION = tripgrid.lonlat_ne,
  LEFTARG = tripgrid.lonlat, RIGHTARG = tripgrid.lonlat,
  COMMUTATOR = OPERATOR(tripgrid.<>), NEGATOR = OPERATOR(pg_catalog.=),
  RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);

CREATE OPERATOR tripgrid.>= (
  FUNCTION = tripgrid.lonlat_ge,
  LEFTARG = tripgrid.lonlat, RIGHTARG = tripgrid.lonlat,
  COMMUTATOR = OPERATOR(tripgrid.<=), NEGATOR = OPERATOR(tripgrid.<),
  RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);

CREATE OPERATOR tripgrid.> (
  FUNCTION = tripgrid.lonlat_gt,
  LEFTARG = tripgrid.lonlat, RIGHTARG = tripgrid.lonlat,
  COMMUTATOR = OPERATOR(tripgrid.<), NEGATOR = OPERATOR(tripgrid.<=),
  RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);

CREATE OPERATOR CLASS tripgrid.lonlat_ops
  DEFAULT FOR TYPE tripgrid.lonlat USING btree AS
    OPERATOR 1 tripgrid.<,
    OPERATOR 2 tripgrid.<=,
    OPERATOR 3 pg_catalog.=,
    OPERATOR 4 tripgrid.>=,
    OPERATOR 5 tripgrid.>,
    FUNCTION 1 tripgrid.lonlat_cmp(tripgrid.lonlat, tripgrid.lonlat);

CREATE OPERATOR CLASS tripgrid.lonlat_ops
  DEFAULT FOR TYPE tripgrid.lonlat USING hash AS
    OPERATOR 1 pg_catalog.=,
    FUNCTION 1 tripgrid.lonlat_hash(tripgrid.lonlat),
    FUNCTION 2 tripgrid.lonlat_hash_extended(tripgrid.lonlat, bigint);

