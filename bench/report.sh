# shellcheck shell=bash
#
# From the results to markdown: views, and the parts about the machine, loads
# and areas.

# Views over the results: medians of each area's passes, then of all areas.
read_results() {
    awk -F'\t' -v OFS='\t' '{ print $1, ($5 - $3) / 1e7 }' "$WORK/areas.tsv" \
        >"$WORK/sides.tsv"
    sql -c "CREATE SCHEMA results" \
        -c "SET search_path = results" \
        -c "CREATE TABLE times (engine text, kind text, match text, pass int,
            area int, ms float8)" \
        -c "CREATE TABLE answers (engine text, kind text, match text,
            area int, week text, trips numeric)" \
        -c "CREATE TABLE groups (engine text, origin bigint,
            destination bigint, half_hour int, trips bigint,
            first timestamp, last timestamp)" \
        -c "CREATE TABLE facts (engine text, name text, value text)" \
        -c "\\copy times FROM '$RESULTS/times.tsv'" \
        -c "\\copy answers FROM '$RESULTS/answers.tsv'" \
        -c "\\copy groups FROM '$RESULTS/groups.tsv'" \
        -c "\\copy facts FROM '$RESULTS/facts.tsv'" \
        -c "CREATE TABLE areas (area int PRIMARY KEY, side float8)" \
        -c "\\copy areas FROM '$WORK/sides.tsv'" \
        -c "CREATE VIEW medians AS
            SELECT engine, kind, match, area,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms
            FROM times WHERE pass > 0 GROUP BY engine, kind, match, area" \
        -c "CREATE VIEW summary AS
            SELECT engine, kind, match, count(*) AS areas,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS median,
                percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) AS p95
            FROM medians GROUP BY engine, kind, match" \
        -c "CREATE VIEW facts_median AS
            SELECT engine, name, count(*) AS runs,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY value::float8)
                    AS value
            FROM facts WHERE value ~ '^[0-9]+([.][0-9]+)?\$' GROUP BY engine, name" \
        -c "ALTER DATABASE $DATABASE SET search_path = results, public"
}

# Print lines of tab-separated cells, the first of them the header.
table() {
    awk -F'\t' '
        {
            columns = NR == 1 ? NF : columns
            for (i = 1; i <= columns; i++) {
                cell[NR, i] = $i == "" ? "-" : $i
                if (length(cell[NR, i]) > width[i])
                    width[i] = length(cell[NR, i])
            }
        }
        END {
            for (row = 1; row <= NR; row++) {
                line = "|"
                for (i = 1; i <= columns; i++)
                    line = line sprintf(i == 1 ? " %-*s |" : " %*s |",
                        width[i], cell[row, i])
                print line
                if (row == 1) {
                    line = "|"
                    for (i = 1; i <= columns; i++)
                        line = line (i == 1 ? "---|" : "--:|")
                    print line
                }
            }
            print ""
        }'
}

# A table of a header, its cells separated by bars, and of what SQL gives.
sql_table() {
    {
        printf '%s\n' "${1//|/$'\t'}"
        ask "$2"
    } | table
}

# The value of a fact, or nothing.
fact_of() {
    ask "SELECT value FROM facts WHERE engine = '$1' AND name = '$2' LIMIT 1"
}

report_machine() {
    local engine

    say "## Machine and settings"
    say ""
    say "- $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)," \
        "$(nproc) cores," \
        "$(awk '/^MemTotal:/ { print int($2 / 1048576 + 0.9) }' \
            /proc/meminfo) GB of memory," \
        "$(df --output=fstype "$WORK" | tail -n 1), $(uname -sr)"
    say "- load average before the run: $LOAD_BEFORE, after:" \
        "$(cut -d ' ' -f 1-3 /proc/loadavg)"
    ask "SELECT format('- PostgreSQL %s, PostGIS %s, tripgrid %s%s',
        current_setting('server_version'), postgis_lib_version(),
        (SELECT extversion FROM pg_extension WHERE extname = 'tripgrid'),
        nullif(' at commit ', ' at commit $COMMIT') || '$COMMIT')"
    for engine in duckdb clickhouse; do
        [ -n "${LEFT_OUT[$engine]:-}" ] ||
            say "- $engine $(fact_of "$engine" version)"
    done
    for engine in postgis duckdb clickhouse; do
        [ -z "${LEFT_OUT[$engine]:-}" ] ||
            say "- $engine is left out: ${LEFT_OUT[$engine]}"
    done
    say "- PostgreSQL, for tripgrid and PostGIS alike:" \
        "$(printf '%s; ' "${SETTINGS[@]}")all else as by default"
    awk -v load="${LOAD_BEFORE%% *}" 'BEGIN { exit !(load > 0.5) }' &&
        say "- **Other programs were running: expect other times on a quiet" \
            "machine.**"
    say "- DuckDB and ClickHouse: 2 threads, inside of Node.js; one engine" \
        "runs at a time, the server is stopped meanwhile"
    say ""
    say "Each engine as its experts would lay out the trips:"
    say ""
    say "- tripgrid: a store as \`create_store\` makes it, compacted"
    say "- PostGIS: \`geometry(Point, 4326)\` for each end with a GiST index;" \
        "\`&&\` finds candidates, \`ST_X\`, \`ST_Y\` or \`ST_Covers\` decides"
    say "- DuckDB: a native table of 32-bit whole numbers for coordinates, in" \
        "Morton order of the origin"
    say "- ClickHouse: the same columns, MergeTree of one part in Morton" \
        "order of the origin, a projection in that of the destination; no" \
        "cache of conditions or results"
    say ""
    say "\`either\` is asked of the latter two as origin, plus destination but" \
        "not origin: faster than \`OR\`."
    say ""
}

# A row of the table of loads: engine, title, facts to add up, whose bytes.
load_row() {
    ask "
        SELECT '$2', round(ms / 1000, 1),
            to_char($ROWS / ms * 1000, 'FM999,999,999'),
            round(ms / (SELECT value FROM facts_median
                WHERE engine = 'plain' AND name = 'load_ms')::numeric, 2),
            round(wal / 1e6), round(bytes / 1e6), round(bytes / $ROWS, 1)
        FROM (
            SELECT sum(value) FILTER (WHERE name = ANY (
                    string_to_array('$3', ' ')))::numeric AS ms,
                sum(value) FILTER (WHERE name = ANY (string_to_array(
                    replace('$3', '_ms', '_wal'), ' ')))::numeric AS wal
            FROM facts_median WHERE engine = '$1'
        ) AS spent, (
            SELECT max(value)::numeric AS bytes FROM facts_median
            WHERE (engine || '.' || name) = '$4'
        ) AS taken
        WHERE ms IS NOT NULL"
}

report_loads() {
    say "## Loading"
    say ""
    say "$ROWS trips, $(($(cat "$WORK/file_bytes") / 1000000)) MB of CSV on" \
        "the same machine, read into memory before each load as far as it" \
        "fits. Indexes, reordering and compaction are part of the rows that" \
        "say so. tripgrid and the plain table: $(
            if [ "$REPEAT" -gt 1 ]; then
                say "median of $REPEAT loads in turns; the others:"
            else
                say "like the others"
            fi) one load."
    say ""
    {
        printf '%s\t' "load" seconds "trips/s" "x plain" "WAL MB" "MB on disk"
        say "bytes/trip"
        load_row plain "five text columns, unlogged, by COPY" load_ms \
            plain.bytes
        load_row tripgrid "tripgrid feed, by COPY" load_ms tripgrid.bytes
        load_row tripgrid "tripgrid, by load_file with two jobs" file_ms ''
        load_row tripgrid "the feed by COPY, and compaction" "load_ms compact_ms" ''
        load_row postgis "PostGIS, by COPY, no index" load_ms \
            postgis_plain.bytes
        load_row postgis "the same, and a GiST index on each end" \
            "load_ms origin_index_ms destination_index_ms" postgis.bytes
        load_row duckdb "DuckDB" load_ms ''
        load_row duckdb "the same, and in Morton order" \
            "load_ms reorder_ms" duckdb.bytes
        load_row clickhouse "ClickHouse" load_ms ''
        load_row clickhouse "the same, and merged into one part" \
            "load_ms reorder_ms" ''
        load_row clickhouse "the same, and projection by destination" \
            "load_ms reorder_ms project_ms" clickhouse.bytes
    } | table
    say "tripgrid's segments, of its bytes: $(ask "SELECT format(
            '%s a trip after the load, %s after compaction',
            round(max(value) FILTER (WHERE name = 'segment_bytes')::numeric
                / $ROWS, 1),
            round(max(value) FILTER (WHERE name = 'compacted_segment_bytes')
                ::numeric / $ROWS, 1))
        FROM facts_median WHERE engine = 'tripgrid'")."
    say ""
    say "### Compaction"
    say ""
    sql_table "CALL tripgrid.compact|seconds|WAL MB|segments before|after" "
        SELECT 'after the load', round((max(value) FILTER
                (WHERE name = 'compact_ms') / 1000)::numeric, 1),
            round((max(value) FILTER (WHERE name = 'compact_wal')
                / 1e6)::numeric),
            max(value) FILTER (WHERE name = 'segments_before'),
            max(value) FILTER (WHERE name = 'segments_after')
        FROM facts_median WHERE engine = 'tripgrid'"
}

count_passes() {
    if [ "$REPEAT" -gt 1 ]; then
        say "$REPEAT times, of which the median counts"
    else
        say "once"
    fi
}

# One row for each kind and match, with the given engines' columns.
report_areas() {
    say "## Trips by week in an area"
    say ""
    say "$AREAS areas, of 0.002 to 8 degrees a side, around random trips;" \
        "one of ten is a polygon of 5 to 12 corners; $((AREAS / 5)) more boxes" \
        "have a span of weeks and a region, a datasource or both. All" \
        "engines get the same areas in the same order: once to warm up," \
        "then $(count_passes). Milliseconds, as the client waits for all" \
        "weeks; x is how many times tripgrid's, median / p95."
    say ""
    sql_table "area|match|tripgrid median|p95|ClickHouse median|p95|x|DuckDB median|p95|x" "
        SELECT t.kind, t.match, $(cells t), $(cells c), $(times_more c),
            $(cells d), $(times_more d)
        FROM summary AS t
            LEFT JOIN summary AS c ON c.engine = 'clickhouse'
                AND (c.kind, c.match) = (t.kind, t.match)
            LEFT JOIN summary AS d ON d.engine = 'duckdb'
                AND (d.kind, d.match) = (t.kind, t.match)
        WHERE t.engine = 'tripgrid' AND t.kind <> 'cold'
        ORDER BY array_position('{box,polygon,filtered}', t.kind),
            array_position('{origin,destination,both,either}', t.match)"
    say "DuckDB has no polygons without its spatial extension."
    say ""
    say "By size, boxes, match origin, median milliseconds:"
    say ""
    sql_table "side in degrees|areas|tripgrid|ClickHouse|DuckDB|PostGIS" "
        SELECT format('%s to %s', least, most), count(DISTINCT m.area),
            $(median_of tripgrid), $(median_of clickhouse),
            $(median_of duckdb), $(median_of postgis)
        FROM (VALUES (0.002, 0.01), (0.01, 0.1), (0.1, 1), (1, 8))
                AS s (least, most)
            JOIN areas AS a ON side >= least * 0.999 AND side < most * 1.001
            JOIN medians AS m ON m.area = a.area AND m.kind = 'box'
                AND m.match = 'origin'
        GROUP BY least, most ORDER BY least"
    say "tripgrid before compaction, boxes, match origin:" \
        "$(ask "SELECT format('median %s, p95 %s', $(cells s))
            FROM summary AS s WHERE engine = 'uncompacted'")."
    say ""
}

# SQL for the median and p95 of a summary.
cells() {
    say "round($1.median::numeric, 1), round($1.p95::numeric, 1)"
}

times_more() {
    say "round(($1.median / t.median)::numeric, 1) || ' / '
        || round(($1.p95 / t.p95)::numeric, 1)"
}

median_of() {
    say "round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)
        FILTER (WHERE engine = '$1')::numeric, 1)"
}

report_postgis() {
    [ -z "${LEFT_OUT[postgis]:-}" ] || return 0
    say "### PostGIS"
    say ""
    say "Asked in the same order for about $LIMIT seconds in all, each" \
        "area twice in a row, of which the second counts. Beside it" \
        "tripgrid on the same areas. Questions of any kind that were given" \
        "up after a minute, or as the time was over:" \
        "$(ask "SELECT sum(value::int) FROM facts
            WHERE engine = 'postgis' AND name = 'given_up'")."
    say ""
    sql_table "area|match|areas|tripgrid median|p95|PostGIS median|p95|x" "
        WITH pairs AS (
            SELECT kind, match, t.ms AS tripgrid, p.ms AS postgis
            FROM medians AS p JOIN medians AS t USING (kind, match, area)
            WHERE p.engine = 'postgis' AND t.engine = 'tripgrid'
                AND kind <> 'cold'
        ), ranked AS (
            SELECT kind, match, count(*) AS areas,
                percentile_cont('{0.5,0.95}'::float8[])
                    WITHIN GROUP (ORDER BY tripgrid) AS t,
                percentile_cont('{0.5,0.95}'::float8[])
                    WITHIN GROUP (ORDER BY postgis) AS p
            FROM pairs GROUP BY kind, match
        )
        SELECT kind, match, areas, round(t[1]::numeric, 1),
            round(t[2]::numeric, 1), round(p[1]::numeric, 1),
            round(p[2]::numeric, 1), round((p[1] / t[1])::numeric, 1)
        FROM ranked ORDER BY array_position('{box,polygon,filtered}', kind),
            array_position('{origin,destination,both,either}', match)"
}

# Differences between tripgrid's answers and the others', one row for each
# engine, kind, match and area that was asked.
DIFFERENCES="
    WITH asked AS (
        SELECT DISTINCT engine, kind, match, area FROM times
        WHERE engine IN ('postgis', 'duckdb', 'clickhouse')
            AND kind IN ('box', 'polygon', 'filtered')
    ), weeks AS (
        SELECT a.engine, a.kind, a.match, a.area, w.week,
            sum(CASE w.engine WHEN 'tripgrid' THEN w.trips ELSE -w.trips END)
                AS difference
        FROM asked AS a JOIN answers AS w
            ON (w.kind, w.match, w.area) = (a.kind, a.match, a.area)
            AND w.engine IN ('tripgrid', a.engine)
        GROUP BY a.engine, a.kind, a.match, a.area, w.week
    ), differences AS (
        SELECT a.engine, a.kind, a.match, a.area,
            coalesce(max(abs(difference)), 0) AS most
        FROM asked AS a LEFT JOIN weeks AS w USING (engine, kind, match, area)
        GROUP BY a.engine, a.kind, a.match, a.area
    )"

report_agreement() {
    say "### Do the answers agree?"
    say ""
    sql_table "engine|area|questions|with another answer than tripgrid|largest difference in a week" "
        $DIFFERENCES
        SELECT engine, kind, count(*), count(*) FILTER (WHERE most > 0),
            max(most)
        FROM differences GROUP BY engine, kind ORDER BY engine, kind"
    say "PostGIS keeps positions as they are in the file, with up to 14" \
        "decimals, the others in 1e-7 degrees: a trip within a centimetre" \
        "of a polygon's edge may be on either side."
    say ""
}

# Fail if answers differ that have no reason to.
check_answers() {
    local wrong

    wrong=$(ask "$DIFFERENCES SELECT count(*) FROM differences
        WHERE most > 0 AND NOT (engine = 'postgis' AND kind = 'polygon')")
    [ "$wrong" -eq 0 ] || die "$wrong answers differ; see $OUTPUT"
}

report_cold() {
    say "### Cold"
    say ""
    if [ -z "$COLD" ]; then
        say "Not measured: ${NO_COLD:-this run was told so}."
        say ""
        return
    fi
    say "The first $COLD_AREAS boxes, match origin, each the first question" \
        "after a restart of the engine with the system's caches dropped:"
    say ""
    sql_table "engine|median ms|most ms" "
        SELECT engine,
            round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::numeric, 1),
            round(max(ms)::numeric, 1)
        FROM times WHERE kind = 'cold' GROUP BY engine
        ORDER BY engine <> 'tripgrid', 2"
}
