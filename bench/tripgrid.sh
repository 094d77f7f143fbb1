# shellcheck shell=bash
#
# tripgrid itself: load, compaction, areas, similar trips and groups.

load_plain() {
    sql -c "CREATE SCHEMA plain" \
        -c "CREATE UNLOGGED TABLE plain.trips (region text,
            origin_coord text, destination_coord text, datetime text,
            datasource text)" \
        -c CHECKPOINT
    settle
    measure plain load "COPY plain.trips $FROM_FILE"
    measure_bytes plain plain
    sql -c "DROP SCHEMA plain CASCADE"
}

load_feed() {
    local loaded

    sql -c "SELECT tripgrid.create_store('mobility')" -c CHECKPOINT >/dev/null
    settle
    measure tripgrid load "COPY mobility.feed $FROM_FILE"
    loaded=$(ask "SELECT sum(rows_loaded) FROM mobility.loads")
    [ "$loaded" = "$ROWS" ] || die "the feed loaded $loaded of $ROWS trips"
}

# The same by load_file, which reads ahead for two workers.
load_file() {
    local loaded

    sql -c "SELECT tripgrid.create_store('files')" -c CHECKPOINT >/dev/null
    settle
    measure tripgrid file "CALL tripgrid.load_file('$FILE', 'feed',
        jobs => 2, store => 'files')"
    loaded=$(ask "SELECT sum(rows_loaded) FROM files.loads")
    [ "$loaded" = "$ROWS" ] || die "load_file loaded $loaded of $ROWS trips"
    sql -c "SELECT tripgrid.drop_store('files', true)" >/dev/null
}

# Load REPEAT times, in turns with the plain COPY; keep the last.
load_tripgrid() {
    local round

    for ((round = 1; round <= REPEAT; round++)); do
        note "tripgrid: load $round of $REPEAT"
        [ "$round" -eq 1 ] ||
            sql -c "SELECT tripgrid.drop_store('mobility', true)" >/dev/null
        load_plain
        load_file
        load_feed
    done
    measure_bytes tripgrid mobility
    fact tripgrid segment_bytes "$(ask "
        SELECT pg_total_relation_size('mobility.segments')
            + pg_total_relation_size('mobility.segment_nodes')
            + pg_total_relation_size('mobility.summaries')")"
}

count_segments() {
    fact tripgrid "$1" "$(ask "SELECT count(*) FROM mobility.segments")"
}

compact() {
    note "tripgrid: compaction"
    count_segments segments_before
    sql -c CHECKPOINT
    measure tripgrid compact "CALL tripgrid.compact('mobility')"
    count_segments segments_after
    measure tripgrid vacuum "VACUUM ANALYZE"
    fact tripgrid compacted_segment_bytes "$(ask "
        SELECT pg_total_relation_size('mobility.segments')
            + pg_total_relation_size('mobility.segment_nodes')
            + pg_total_relation_size('mobility.summaries')")"
}

# Ask about areas of the given kinds.
ask_tripgrid_areas() {
    local engine=$1 match=$2
    shift 2

    note "$engine: areas, $*, match $match"
    awk -v engine=tripgrid -v match_of="$match" -v kinds="$*" \
        -f "$ROOT/bench/questions.awk" "$WORK/areas.tsv" \
        >"$WORK/questions.sql"
    ask_questions "$engine" "$match" "$WORK/questions.sql" $((REPEAT + 1))
}

has_function() {
    [ "$(ask "SELECT count(*) FROM pg_proc WHERE proname = '$1'
        AND pronamespace = 'tripgrid'::regnamespace")" -gt 0 ]
}

# Write questions for the trips most like each of the first so many: through
# the operator (knn) or the function (function).
similar_questions() {
    head -n "$2" "$WORK/similar.tsv" | awk -F'\t' -v form="$1" '
        BEGIN { print "\\timing on" }
        {
            trip = "\047POINT(" $2 " " $3 ") POINT(" $4 " " $5 ") " $6 \
                "\047::tripgrid.trip"
            print "\\echo area " $1 " similar"
            if (form == "function") {
                print "SELECT round(distance::numeric, 6)" \
                    " FROM tripgrid.similar_trips(" trip ", 10);"
            } else {
                nearest = "tripgrid.trip(origin, destination, departed_at)" \
                    " OPERATOR(tripgrid.<->) " trip
                print "SELECT round((" nearest ")::numeric, 6)" \
                    " FROM mobility.trips ORDER BY " nearest " LIMIT 10;"
            }
        }' >"$WORK/questions.sql"
}

ask_similar() {
    note "tripgrid: similar trips"
    if has_function similar_trips; then
        similar_questions function "$SIMILAR"
        ask_questions function knn "$WORK/questions.sql" $((REPEAT + 1))
    else
        fact function missing similar_trips
    fi
    [ "$ROWS" -le "$SIMILAR_MOST" ] || return 0
    similar_questions knn "$SCANS"
    sql -f "$WORK/questions.sql" >"$WORK/out" # nothing to warm up
    read_answers scan knn 1 "$RESULTS/answers.tsv"
    note "tripgrid: index over trips"
    sql -c CHECKPOINT
    measure tripgrid index "CREATE INDEX trips_trip ON mobility.trips
        USING gist (tripgrid.trip(origin, destination, departed_at))"
    fact tripgrid index_bytes \
        "$(ask "SELECT pg_relation_size('mobility.trips_trip')")"
    sql -c "ANALYZE mobility.trips"
    similar_questions knn "$SIMILAR"
    ask_questions index knn "$WORK/questions.sql" $((REPEAT + 1))
    sql -c "DROP INDEX mobility.trips_trip"
}

# The tile of the middle of an area, as peer.js numbers it.
tile() {
    say "(SELECT floor((x + 180) / 360 * 32768)::bigint * 32768
        + floor((1 - ln(tan(radians(y)) + 1 / cos(radians(y))) / pi())
            * 16384)::bigint
        FROM ST_Centroid(tripgrid.$1_area(trip_group)) AS c,
            LATERAL (SELECT ST_X(c) AS x, ST_Y(c) AS y) AS p)"
}

ask_groups() {
    note "tripgrid: groups"
    if ! has_function trip_groups; then
        fact tripgrid missing trip_groups
        return
    fi
    measure tripgrid groups "CREATE TABLE groups AS
        SELECT * FROM tripgrid.trip_groups(max_groups => 1000)"
    measure tripgrid all_groups "CREATE TABLE all_groups AS
        SELECT count(*) AS groups, sum(trips) AS trips
        FROM tripgrid.trip_groups()"
    fact tripgrid groups "$(ask "SELECT groups FROM all_groups")"
    fact tripgrid grouped_trips "$(ask "SELECT trips FROM all_groups")"
    sql -c "COPY (SELECT 'tripgrid', $(tile origin), $(tile destination),
            extract(hour FROM tripgrid.window_start(trip_group)) * 2
            + floor(extract(minute FROM tripgrid.window_start(trip_group))
                / 30), trips, first_departure, last_departure
        FROM groups) TO STDOUT" >>"$RESULTS/groups.tsv"
}

run_tripgrid() {
    local match

    load_tripgrid
    sql -c "VACUUM ANALYZE"
    ask_tripgrid_areas uncompacted origin box
    compact
    for match in origin destination both either; do
        ask_tripgrid_areas tripgrid "$match" box polygon
    done
    ask_tripgrid_areas tripgrid origin filtered
    ask_groups
    ask_similar
    if [ -n "$COLD" ]; then
        note "tripgrid: cold"
        ask_cold tripgrid
    fi
}
