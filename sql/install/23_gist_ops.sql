-- Operators between trips and groups, and the GiST operator classes.

CREATE FUNCTION tripgrid.tripgroup_overlaps(a tripgrid.tripgroup, b tripgrid.tripgroup)
  RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_overlaps(tripgrid.tripgroup, tripgrid.tripgroup) IS
  'whether two groups share a moment of the day and positions at both ends';

CREATE FUNCTION tripgrid.tripgroup_contains(a tripgrid.tripgroup, b tripgrid.tripgroup)
  RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_contains(tripgrid.tripgroup, tripgrid.tripgroup) IS
  'whether the first group holds all of the second';

CREATE FUNCTION tripgrid.tripgroup_within(a tripgrid.tripgroup, b tripgrid.tripgroup)
  RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_within(tripgrid.tripgroup, tripgrid.tripgroup) IS
  'whether the second group holds all of the first';

CREATE FUNCTION tripgrid.tripgroup_contains_trip(a tripgrid.tripgroup, b tripgrid.trip)
  RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_contains_trip(tripgrid.tripgroup, tripgrid.trip) IS
  'whether a trip lies in a group';

CREATE FUNCTION tripgrid.trip_within_tripgroup(a tripgrid.trip, b tripgrid.tripgroup)
  RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_within_tripgroup(tripgrid.trip, tripgrid.tripgroup) IS
  'whether a trip lies in a group';

CREATE FUNCTION tripgrid.trip_similar(a tripgrid.trip, b tripgrid.trip)
  RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_similar(tripgrid.trip, tripgrid.trip) IS
  'whether both ends of two trips are within tripgrid.similar_distance metres and their times of day within tripgrid.similar_window';

CREATE FUNCTION tripgrid.trip_distance(a tripgrid.trip, b tripgrid.trip)
  RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_distance(tripgrid.trip, tripgrid.trip) IS
  'metres between the origins, plus metres between the destinations, plus a metre for each second between the times of day';

CREATE FUNCTION tripgrid.trip_similarity(a tripgrid.trip, b tripgrid.trip)
  RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_similarity(tripgrid.trip, tripgrid.trip) IS
  '1 / (1 + trip_distance / 1000): 1 for equal trips, towards 0 for distant ones';

CREATE FUNCTION tripgrid.tripgroup_trip_distance(a tripgrid.tripgroup, b tripgrid.trip)
  RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_trip_distance(tripgrid.tripgroup, tripgrid.trip) IS
  'distance from a trip to the nearest that a group could hold';

CREATE FUNCTION tripgrid.trip_tripgroup_distance(a tripgrid.trip, b tripgrid.tripgroup)
  RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.trip_tripgroup_distance(tripgrid.trip, tripgrid.tripgroup) IS
  'distance from a trip to the nearest that a group could hold';

-- Selectivity: matchingsel asks the operator about the sampled trips or groups
-- that ANALYZE keeps.

CREATE OPERATOR tripgrid.&& (
  FUNCTION = tripgrid.tripgroup_overlaps,
  LEFTARG = tripgrid.tripgroup, RIGHTARG = tripgrid.tripgroup,
  COMMUTATOR = OPERATOR(tripgrid.&&),
  RESTRICT = pg_catalog.matchingsel, JOIN = pg_catalog.matchingjoinsel
);

CREATE OPERATOR tripgrid.&& (
  FUNCTION = tripgrid.tripgroup_contains_trip,
  LEFTARG = tripgrid.tripgroup, RIGHTARG = tripgrid.trip,
  COMMUTATOR = OPERATOR(tripgrid.&&),
  RESTRICT = pg_catalog.matchingsel, JOIN = pg_catalog.matchingjoinsel
);

CREATE OPERATOR tripgrid.&& (
  FUNCTION = tripgrid.trip_within_tripgroup,
  LEFTARG = tripgrid.trip, RIGHTARG = tripgrid.tripgroup,
  COMMUTATOR = OPERATOR(tripgrid.&&),
  RESTRICT = pg_catalog.matchingsel, JOIN = pg_catalog.matchingjoinsel
);

CREATE OPERATOR tripgrid.@> (
  FUNCTION = tripgrid.tripgroup_contains,
  LEFTARG = tripgrid.tripgroup, RIGHTARG = tripgrid.tripgroup,
  COMMUTATOR = OPERATOR(tripgrid.<@),
  RESTRICT = pg_catalog.matchingsel, JOIN = pg_catalog.matchingjoinsel
);

CREATE OPERATOR tripgrid.<@ (
  FUNCTION = tripgrid.tripgroup_within,
  LEFTARG = tripgrid.tripgroup, RIGHTARG = tripgrid.tripgroup,
  COMMUTATOR = OPERATOR(tripgrid.@>),
  RESTRICT = pg_catalog.matchingsel, JOIN = pg_catalog.matchingjoinsel
);

CREATE OPERATOR tripgrid.@> (
  FUNCTION = tripgrid.tripgroup_contains_trip,
  LEFTARG = tripgrid.tripgroup, RIGHTARG = tripgrid.trip,
  COMMUTATOR = OPERATOR(tripgrid.<@),
  RESTRICT = pg_catalog.matchingsel, JOIN = pg_catalog.matchingjoinsel
);

CREATE OPERATOR tripgrid.<@ (
  FUNCTION = tripgrid.trip_within_tripgroup,
  LEFTARG = tripgrid.trip, RIGHTARG = tripgrid.tripgroup,
  COMMUTATOR = OPERATOR(tripgrid.@>),
  RESTRICT = pg_catalog.matchingsel, JOIN = pg_catalog.matchingjoinsel
);

CREATE OPERATOR tripgrid.% (
  FUNCTION = tripgrid.trip_similar,
  LEFTARG = tripgrid.trip, RIGHTARG = tripgrid.trip,
  COMMUTATOR = OPERATOR(tripgrid.%),
  RESTRICT = pg_catalog.matchingsel, JOIN = pg_catalog.matchingjoinsel
);

CREATE OPERATOR tripgrid.<-> (
  FUNCTION = tripgrid.trip_distance,
  LEFTARG = tripgrid.trip, RIGHTARG = tripgrid.trip,
  COMMUTATOR = OPERATOR(tripgrid.<->)
);

CREATE OPERATOR tripgrid.<-> (
  FUNCTION = tripgrid.tripgroup_trip_distance,
  LEFTARG = tripgrid.tripgroup, RIGHTARG = tripgrid.trip,
  COMMUTATOR = OPERATOR(tripgrid.<->)
);

CREATE OPERATOR tripgrid.<-> (
  FUNCTION = tripgrid.trip_tripgroup_distance,
  LEFTARG = tripgrid.trip, RIGHTARG = tripgrid.tripgroup,
  COMMUTATOR = OPERATOR(tripgrid.<->)
);

-- Support functions of both GiST operator classes.  Keys are tripgroups.

CREATE FUNCTION tripgrid_internal.gist_group_union(internal, internal) RETURNS tripgrid.tripgroup
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid_internal.gist_group_penalty(internal, internal, internal) RETURNS internal
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid_internal.gist_group_picksplit(internal, internal) RETURNS internal
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid_internal.gist_group_same(tripgrid.tripgroup, tripgrid.tripgroup, internal) RETURNS internal
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid_internal.gist_group_sortsupport(internal) RETURNS void
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid_internal.trip_gist_compress(internal) RETURNS internal
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid_internal.trip_gist_fetch(internal) RETURNS internal
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid_internal.trip_gist_consistent(internal, tripgrid.trip,
  smallint, oid, internal) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C
  STABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid_internal.trip_gist_distance(internal, tripgrid.trip, smallint, oid, internal) RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid_internal.tripgroup_gist_consistent(internal, tripgrid.tripgroup,
  smallint, oid, internal) RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

-- The query is a trip; amvalidate wants the type of the class here.
CREATE FUNCTION tripgrid_internal.tripgroup_gist_distance(internal,
  tripgrid.tripgroup, smallint, oid, internal) RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE OPERATOR CLASS tripgrid.trip_gist_ops
  DEFAULT FOR TYPE tripgrid.trip USING gist AS
    OPERATOR 3 tripgrid.&& (tripgrid.trip, tripgrid.tripgroup),
    OPERATOR 6 pg_catalog.= (tripgrid.trip, tripgrid.trip),
    OPERATOR 8 tripgrid.<@ (tripgrid.trip, tripgrid.tripgroup),
    OPERATOR 15 tripgrid.<-> (tripgrid.trip, tripgrid.trip)
      FOR ORDER BY pg_catalog.float_ops,
    OPERATOR 16 tripgrid.% (tripgrid.trip, tripgrid.trip),
    FUNCTION 1 tripgrid_internal.trip_gist_consistent(internal, tripgrid.trip,
      smallint, oid, internal),
    FUNCTION 2 tripgrid_internal.gist_group_union(internal, internal),
    FUNCTION 3 tripgrid_internal.trip_gist_compress(internal),
    FUNCTION 5 tripgrid_internal.gist_group_penalty(internal, internal, internal),
    FUNCTION 6 tripgrid_internal.gist_group_picksplit(internal, internal),
    FUNCTION 7 tripgrid_internal.gist_group_same(tripgrid.tripgroup,
      tripgrid.tripgroup, internal),
    FUNCTION 8 tripgrid_internal.trip_gist_distance(internal, tripgrid.trip,
      smallint, oid, internal),
    FUNCTION 9 tripgrid_internal.trip_gist_fetch(internal),
    FUNCTION 11 tripgrid_internal.gist_group_sortsupport(internal),
    STORAGE tripgrid.tripgroup;

CREATE OPERATOR CLASS tripgrid.tripgroup_gist_ops
  DEFAULT FOR TYPE tripgrid.tripgroup USING gist AS
    OPERATOR 3 tripgrid.&& (tripgrid.tripgroup, tripgrid.tripgroup),
    OPERATOR 6 pg_catalog.= (tripgrid.tripgroup, tripgrid.tripgroup),
    OPERATOR 7 tripgrid.@> (tripgrid.tripgroup, tripgrid.tripgroup),
    OPERATOR 8 tripgrid.<@ (tripgrid.tripgroup, tripgrid.tripgroup),
    OPERATOR 15 tripgrid.<-> (tripgrid.tripgroup, tripgrid.trip)
      FOR ORDER BY pg_catalog.float_ops,
    OPERATOR 23 tripgrid.&& (tripgrid.tripgroup, tripgrid.trip),
    OPERATOR 27 tripgrid.@> (tripgrid.tripgroup, tripgrid.trip),
    FUNCTION 1 tripgrid_internal.tripgroup_gist_consistent(internal,
      tripgrid.tripgroup, smallint, oid, internal),
    FUNCTION 2 tripgrid_internal.gist_group_union(internal, internal),
    FUNCTION 5 tripgrid_internal.gist_group_penalty(internal, internal, internal),
    FUNCTION 6 tripgrid_internal.gist_group_picksplit(internal, internal),
    FUNCTION 7 tripgrid_internal.gist_group_same(tripgrid.tripgroup,
      tripgrid.tripgroup, internal),
    FUNCTION 8 tripgrid_internal.tripgroup_gist_distance(internal,
      tripgrid.tripgroup, smallint, oid, internal),
    FUNCTION 11 tripgrid_internal.gist_group_sortsupport(internal);

