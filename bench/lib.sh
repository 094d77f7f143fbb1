# shellcheck shell=bash
#
# Shared by bench/run and bench/growth: sizes, the file of trips, the cluster
# and how results are written down.  They source script/lib.sh first.
#
# Results go to tab-separated files in RESULTS, whose columns bench/peer.js
# tells; report.sh reads them all.

RESULTS=
DATABASE=bench

note() {
    printf '%s %s\n' "$(date +%H:%M:%S)" "$*" >&2
}

# The number that a text like 12, 200k or 2m means.
number() {
    local text=${1,,}

    text=${text/%k/000}
    text=${text/%m/000000}
    [[ $text =~ ^[1-9][0-9]{0,10}$ ]] || die "no number: $1"
    printf '%s' "$text"
}

# psql whose answers are for a script.
sql() {
    attend psql -X -q -A -t -F $'\t' -v ON_ERROR_STOP=1 "$@"
}

# The answer to a short question.
ask() {
    psql -X -q -A -t -F $'\t' -v ON_ERROR_STOP=1 -c "$1"
}

# Note a fact: engine, name, value.
fact() {
    printf '%s\t%s\t%s\n' "$@" >>"$RESULTS/facts.tsv"
}

# ---- the cluster ------------------------------------------------------------

# What an expert sets, by the machine's memory, the same for tripgrid and
# PostGIS.  start_cluster turns fsync off; a benchmark may not.  Autovacuum is
# off so that it does not run inside of a measurement: all tables are vacuumed
# after their load.
choose_settings() {
    local gigabytes

    gigabytes=$(awk '/^MemTotal:/ { print int($2 / 1048576 + 0.9) }' \
        /proc/meminfo)
    SETTINGS=(
        "fsync = on"
        "shared_buffers = $((gigabytes * 256))MB"
        "effective_cache_size = $((gigabytes * 640))MB"
        "work_mem = 256MB"
        "maintenance_work_mem = 1GB"
        "max_wal_size = 16GB"
        "checkpoint_timeout = 30min"
        "wal_compression = off"
        "random_page_cost = 1.1"
        "jit = off"
        "autovacuum = off"
    )
}

stop_server() {
    "${AS_USER[@]}" "$PGBIN/pg_ctl" stop -s -m fast -D "$WORK/data"
}

start_server() {
    "${AS_USER[@]}" "$PGBIN/pg_ctl" start -w -s -D "$WORK/data" \
        -l "$WORK/server.log" >/dev/null
}

# Make the cluster and the database; require room for so many bytes.
prepare_cluster() {
    local free

    choose_settings
    start_cluster "client_min_messages = warning" "${SETTINGS[@]}"
    RESULTS=$WORK/results
    mkdir "$RESULTS"
    touch "$RESULTS"/{times,answers,groups,facts}.tsv
    free=$(df --output=avail -B1 "$WORK" | tail -n 1)
    [ "$free" -ge "$1" ] ||
        die "$WORK has $((free / 1000000)) MB free, $(($1 / 1000000)) needed"
    createdb "$DATABASE"
    export PGDATABASE=$DATABASE
    sql -c "CREATE EXTENSION tripgrid CASCADE"
}

# ---- the file of trips --------------------------------------------------------

compile_generator() {
    local cc

    cc=$("$PG_CONFIG" --cc)
    mkdir -p "$ROOT/build/bench"
    "${cc%% *}" -O2 -std=c99 -Wall -Wextra -ffp-contract=off \
        -o "$ROOT/build/bench/generate" "$ROOT/bench/generate.c"
}

# Write FILE with so many trips of that seed.
generate() {
    FILE=$WORK/trips.csv
    attend "$ROOT/build/bench/generate" --trips "$1" --seed "$2" >"$FILE"
    chmod 644 "$FILE"
    # shellcheck disable=SC2034 # for tripgrid.sh and postgis.sh
    FROM_FILE="FROM '$FILE' (FORMAT csv, HEADER)"
}

# ---- measuring ------------------------------------------------------------------

# Before a load: let the disk come to rest, and bring the file into memory, as
# far as it fits, so that none pays for what ran before it.
settle() {
    sync
    cat "$FILE" >/dev/null
}

# Run one statement and note its milliseconds and bytes of WAL as facts
# NAME_ms and NAME_wal.
measure() {
    local engine=$1 name=$2 statement=$3 before

    before=$(ask "SELECT pg_current_wal_insert_lsn()")
    sql -c '\timing on' -c "$statement" >"$WORK/out"
    fact "$engine" "${name}_ms" "$(awk '/^Time: / { print $2 }' "$WORK/out")"
    fact "$engine" "${name}_wal" \
        "$(ask "SELECT pg_current_wal_insert_lsn() - '$before'::pg_lsn")"
}

# Note the bytes of all tables of a schema, with indexes and TOAST.
measure_bytes() {
    fact "$1" bytes "$(ask "SELECT sum(pg_total_relation_size(oid))
        FROM pg_class
        WHERE relkind = 'r' AND relnamespace = '$2'::regnamespace")"
}

# Note times and answers of what psql printed: "area NUMBER KIND", the rows,
# the time.  A row of one column is numbered, for want of a week.
read_answers() {
    awk -v OFS='\t' -v engine="$1" -v match_of="$2" -v pass="$3" \
        -v times="$RESULTS/times.tsv" -v answers="$4" '
        /^area / { area = $2; kind = $3; row = 0; next }
        /^Time: / {
            if (area != "")
                print engine, kind, match_of, pass, area, $2 >>times
            area = ""
            next
        }
        area != "" && answers != "" && NF > 0 {
            row++
            print engine, kind, match_of, area, (NF == 2 ? $1 : row), \
                $NF >>answers
        }' "$WORK/out"
}

# Ask psql the questions in a file so many times; the first pass, number 0,
# warms up, the answers are the last one's.
ask_questions() {
    local engine=$1 match=$2 questions=$3 passes=$4 pass answers=''

    for ((pass = 0; pass < passes; pass++)); do
        [ "$pass" -lt $((passes - 1)) ] || answers=$RESULTS/answers.tsv
        sql -f "$questions" >"$WORK/out"
        read_answers "$engine" "$match" "$pass" "$answers"
    done
}

# ---- cold -----------------------------------------------------------------------

drop_caches() {
    sync
    echo 3 | "${BECOME_ROOT[@]}" tee /proc/sys/vm/drop_caches >/dev/null
}

# Tell whether the system's caches may be dropped, and that works.
can_drop_caches() {
    can_become_root && drop_caches 2>/dev/null
}

# Ask an engine of the cluster about the first boxes, each after a restart.
ask_cold() {
    local engine=$1 line

    while read -r line; do
        stop_server
        drop_caches
        start_server
        printf '%s\n' "$line" |
            awk -v engine="$engine" -v match_of=origin -v kinds=box \
                -f "$ROOT/bench/questions.awk" \
                >"$WORK/questions.sql"
        # opening the others, which loads their code, is not timed either
        sql -c "SELECT postgis_lib_version()" -c "LOAD 'tripgrid'" \
            -f "$WORK/questions.sql" >"$WORK/out" </dev/null
        sed 's/^\(area [0-9]*\) box/\1 cold/' "$WORK/out" >"$WORK/out.cold"
        mv "$WORK/out.cold" "$WORK/out"
        read_answers "$engine" origin 1 ''
    done < <(head -n "$COLD_AREAS" "$WORK/boxes.tsv")
}
