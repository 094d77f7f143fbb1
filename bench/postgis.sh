# shellcheck shell=bash
#
# PostGIS in the same cluster as tripgrid: points, and a GiST index on each
# end.  LIMIT is how many seconds its questions about areas may take, together.

# WKT is what geometry reads, and the column's SRID is given to points without.
load_postgis() {
    sql -c "CREATE SCHEMA postgis" \
        -c "CREATE TABLE postgis.trips (region text,
            origin geometry(Point, 4326), destination geometry(Point, 4326),
            departed_at timestamp, datasource text)" \
        -c CHECKPOINT
    note "PostGIS: load"
    settle
    measure postgis load "COPY postgis.trips $FROM_FILE"
    measure_bytes postgis_plain postgis
    note "PostGIS: indexes"
    measure postgis origin_index \
        "CREATE INDEX ON postgis.trips USING gist (origin)"
    measure postgis destination_index \
        "CREATE INDEX ON postgis.trips USING gist (destination)"
    measure_bytes postgis postgis
    measure postgis vacuum "VACUUM ANALYZE postgis.trips"
}

# Ask the questions of standard input, each twice in a row, of which the second
# counts, for so many hundredths of LIMIT.  A question that at first takes a
# minute, or all the time that is left, is given up.
ask_in_time() {
    local match=$1 share=$2 deadline

    deadline=$(date -u -d "+$((LIMIT * share / 100)) seconds" '+%F %T.%N+00')
    awk '
        /^\\echo area/ {
            print "\\timing off"
            print "RESET statement_timeout;"
            print "\\set ON_ERROR_STOP on"
            print "SELECT rest <= 0 AS over, least(rest, 60000) AS most" \
                " FROM (SELECT (extract(epoch FROM :\047deadline\047" \
                "::timestamptz - clock_timestamp()) * 1000)::int) AS t (rest)" \
                " \\gset"
            print "\\if :over"
            print "\\q"
            print "\\endif"
            print "SET statement_timeout = :most;"
            print "\\set ON_ERROR_STOP off"
            print "\\o /dev/null"
            area = $0
            next
        }
        area != "" {
            print
            print "\\o"
            print "\\if :ERROR"
            print "\\echo given up"
            print "\\else"
            print "\\set ON_ERROR_STOP on"
            print "RESET statement_timeout;"
            print "\\timing on"
            print area
            print
            print "\\endif"
            area = ""
        }' >"$WORK/questions.sql"
    sql -v deadline="$deadline" -f "$WORK/questions.sql" >"$WORK/out" \
        2>"$WORK/errors.log" || { cat "$WORK/errors.log" >&2; return 1; }
    fact postgis given_up "$(awk '/^given up/ { n++ } END { print n + 0 }' \
        "$WORK/out")"
    read_answers postgis "$match" 1 "$RESULTS/answers.tsv"
}

# Ask about areas of the given kinds.
ask_postgis_areas() {
    local match=$1 share=$2
    shift 2

    note "PostGIS: areas, $*, match $match"
    awk -v engine=postgis -v match_of="$match" -v kinds="$*" \
        -f "$ROOT/bench/questions.awk" "$WORK/areas.tsv" |
        ask_in_time "$match" "$share"
}

# The nearest origins whose trips end and depart near, too: all that an index
# on one end can do.  A hundredth of a degree is about a kilometre.
ask_postgis_similar() {
    note "PostGIS: similar trips"
    awk -F'\t' '{
        seconds = substr($6, 12, 2) * 3600 + substr($6, 15, 2) * 60
        print "\\echo area " $1 " similar"
        printf "SELECT extract(epoch FROM departed_at) FROM postgis.trips AS t," \
            " LATERAL (SELECT abs(extract(epoch FROM departed_at::time)" \
            " - %d) AS apart) AS d" \
            " WHERE abs(ST_X(destination) - %s) < 0.01" \
            " AND abs(ST_Y(destination) - %s) < 0.01" \
            " AND least(apart, 86400 - apart) < 1800" \
            " ORDER BY origin <-> ST_SetSRID(ST_MakePoint(%s, %s), 4326)" \
            " LIMIT 10;\n", seconds, $4, $5, $2, $3
    }' "$WORK/similar.tsv" | ask_in_time knn 20
}

run_postgis() {
    local match

    load_postgis
    for match in origin destination both either; do
        ask_postgis_areas "$match" 20 box polygon
    done
    ask_postgis_areas origin 10 filtered
    ask_postgis_similar
    if [ -n "$COLD" ]; then
        note "PostGIS: cold"
        ask_cold postgis
    fi
    sql -c "DROP SCHEMA postgis CASCADE" -c CHECKPOINT
}
