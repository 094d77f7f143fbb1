# shellcheck shell=bash
#
# The parts of the page about similar trips and groups, and the page itself.
# What stands in the page between the two marks is written by hand, and kept.

KEPT_FROM='<!-- kept by bench/run: begin -->'
KEPT_TO='<!-- kept by bench/run: end -->'

report_similar() {
    say "## Similar trips"
    say ""
    say "The 10 trips nearest to each of $SIMILAR, by <-> (metres between" \
        "origins, and destinations, and seconds between times of day);" \
        "milliseconds, warm. PostGIS can order by one end only, so it is" \
        "asked for the nearest origins among trips that end within 0.01" \
        "degrees and depart within half an hour: another, easier question."
    say ""
    sql_table "way|questions|median|p95" "
        SELECT title, areas, $(cells s)
        FROM (VALUES (1, 'index', 'GiST index on trip(...)'),
            (2, 'function', 'tripgrid.similar_trips'),
            (3, 'scan', 'scan and sort of all trips'),
            (4, 'postgis', 'PostGIS, KNN by origin and filter'))
                AS t (place, engine, title)
            JOIN summary AS s USING (engine)
        WHERE s.match = 'knn' ORDER BY place"
    [ -z "$(fact_of function missing)" ] ||
        say "tripgrid.similar_trips is not in this version."$'\n'
    [ "$ROWS" -le "$SIMILAR_MOST" ] ||
        say "Of so many trips, none are scanned and indexed here."$'\n'
    say "Distances that differ from the index's: $(ask "
        SELECT coalesce(string_agg(format('%s of %s by %s', wrong, compared,
            engine), ', '), 'none compared')
        FROM (
            SELECT a.engine, count(*) AS compared, count(*) FILTER
                (WHERE a.trips IS DISTINCT FROM i.trips) AS wrong
            FROM answers AS a LEFT JOIN answers AS i
                ON i.engine = 'index' AND (i.area, i.week) = (a.area, a.week)
                AND i.kind = 'similar'
            WHERE a.kind = 'similar' AND a.engine IN ('scan', 'function')
                AND EXISTS (SELECT FROM answers WHERE engine = 'index')
            GROUP BY a.engine) AS c")."
    say ""
    sql_table "building a GiST index|seconds|WAL MB|x" "
        SELECT title, round((ms.value / 1000)::numeric, 1),
            round((wal.value / 1e6)::numeric),
            round((ms.value / one.value)::numeric, 2)
        FROM (VALUES (1, 'tripgrid', 'index', 'trip(...), five dimensions'),
            (2, 'postgis', 'origin_index', 'PostGIS, origin'),
            (3, 'postgis', 'destination_index', 'PostGIS, destination'))
                AS t (place, engine, name, title)
            JOIN facts_median AS ms ON ms.engine = t.engine
                AND ms.name = t.name || '_ms'
            JOIN facts_median AS wal ON wal.engine = t.engine
                AND wal.name = t.name || '_wal'
            LEFT JOIN facts_median AS one ON one.engine = 'postgis'
                AND one.name = 'origin_index_ms'
        ORDER BY place"
}

report_groups() {
    say "## Groups of similar trips"
    say ""
    say "All trips by origin tile, destination tile (zoom 15) and half hour" \
        "of the day, with count, first and last departure: the 1,000" \
        "largest groups, and the number of all groups."
    say ""
    sql_table "engine|largest groups, s|x|all groups, s|groups|trips in them" "
        SELECT engine, round((max(value) FILTER (WHERE name = 'groups_ms')
                / 1000)::numeric, 2),
            round((max(value) FILTER (WHERE name = 'groups_ms')
                / (SELECT value FROM facts_median WHERE engine = 'tripgrid'
                    AND name = 'groups_ms'))::numeric, 2),
            round((max(value) FILTER (WHERE name = 'all_groups_ms')
                / 1000)::numeric, 2),
            max(value) FILTER (WHERE name = 'groups'),
            max(value) FILTER (WHERE name = 'grouped_trips')
        FROM facts_median WHERE engine IN ('tripgrid', 'duckdb', 'clickhouse')
            AND name IN ('groups_ms', 'all_groups_ms', 'groups',
                'grouped_trips')
        GROUP BY engine ORDER BY engine <> 'tripgrid', engine"
    if [ -n "$(fact_of tripgrid missing)" ]; then
        say "tripgrid.trip_groups is not in this version."
    else
        # where the last of the largest are equally large, any may be left out
        say "Groups larger than the smallest shown that differ from" \
            "tripgrid's: $(ask "
            WITH smallest AS (SELECT engine, min(trips) AS trips
                FROM groups GROUP BY engine),
            larger AS (SELECT g.* FROM groups AS g JOIN smallest AS s
                USING (engine) WHERE g.trips > s.trips)
            SELECT coalesce(string_agg(format('%s of %s in %s', wrong,
                compared, engine), ', '), 'none compared')
            FROM (
                SELECT p.engine, count(*) AS compared,
                    count(*) FILTER (WHERE t.trips IS NULL) AS wrong
                FROM larger AS p LEFT JOIN groups AS t
                    ON t.engine = 'tripgrid'
                    AND (t.origin, t.destination, t.half_hour, t.trips,
                        t.first, t.last) = (p.origin, p.destination,
                        p.half_hour, p.trips, p.first, p.last)
                WHERE p.engine <> 'tripgrid' GROUP BY p.engine) AS c")."
    fi
    say ""
}

# What stands between the marks of the page so far, or what to write there.
kept_part() {
    if [ -f "$OUTPUT" ] && grep -qF "$KEPT_FROM" "$OUTPUT"; then
        awk -v from="$KEPT_FROM" -v to="$KEPT_TO" '
            $0 == to { keeps = 0 }
            keeps
            $0 == from { keeps = 1 }' "$OUTPUT"
    else
        say "## Where the time goes"
        say ""
        say "Not yet written."
    fi
}

report_page() {
    say "# Benchmarks"
    say ""
    say "Written by \`${COMMAND% }\` on $(date -u +%F), in one run. To" \
        "repeat it, run that; \`bench/run --help\` tells the options."
    say ""
    say "The trips come from \`bench/generate.c\`: seven cities of very" \
        "different size with hot spots, 104 weeks with rhythms of day, week" \
        "and year, five datasources; seed $SEED."
    say ""
    [ ! -f "$ROOT/docs/growth.md" ] ||
        say "How times grow with the number of trips: [growth](growth.md)."$'\n'
    report_machine
    report_loads
    report_areas
    report_postgis
    report_agreement
    report_cold
    report_similar
    report_groups
    say "$KEPT_FROM"
    printf '%s\n' "$1"
    say "$KEPT_TO"
}

write_report() {
    local kept

    read_results
    kept=$(kept_part)
    mkdir -p "$(dirname "$OUTPUT")"
    report_page "$kept" >"$WORK/page.md"
    cp "$WORK/page.md" "$OUTPUT"
}
