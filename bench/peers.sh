# shellcheck shell=bash
#
# The engines that run inside Node.  Their packages are those whose versions
# package.json pins, installed below build/.

declare -A PACKAGE=([duckdb]=@duckdb/node-api [clickhouse]=chdb)
declare -A LEFT_OUT=() # engine: why

# Install the packages of the peers, and say which cannot be used.
prepare_peers() {
    local folder=$ROOT/build/bench/node engine log=$ROOT/build/bench/npm.log

    [[ $ENGINES =~ duckdb|clickhouse ]] || return 0
    export NODE_PATH=$folder/node_modules
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        for engine in duckdb clickhouse; do
            LEFT_OUT[$engine]="Node.js with npm is not installed"
        done
        return
    fi
    mkdir -p "$folder"
    if ! cmp -s "$ROOT/bench/package.json" "$folder/installed.json"; then
        note "installing the packages of the peers"
        cp "$ROOT/bench/package.json" "$folder"
        if npm install --prefix "$folder" --no-package-lock \
            --ignore-scripts --no-audit --no-fund >"$log" 2>&1 </dev/null; then
            cp "$ROOT/bench/package.json" "$folder/installed.json"
        fi
    fi
    for engine in duckdb clickhouse; do
        node -e 'require(process.argv[1])' "${PACKAGE[$engine]}" \
            >/dev/null 2>&1 || LEFT_OUT[$engine]="the npm package \
${PACKAGE[$engine]} could not be installed or loaded (see ${log#"$ROOT"/})"
    done
}

peer() {
    local engine=$1
    shift
    BENCH_WORK=$WORK attend node "$ROOT/bench/$engine.js" "$@"
}

run_peer() {
    local engine=$1 line

    if [ -n "${LEFT_OUT[$engine]:-}" ]; then
        note "$engine is left out: ${LEFT_OUT[$engine]}"
        return
    fi
    note "$engine: load"
    settle
    peer "$engine" load "$FILE"
    note "$engine: areas"
    peer "$engine" ask "$WORK/areas.tsv" $((REPEAT + 1))
    note "$engine: groups"
    peer "$engine" groups
    if [ -n "$COLD" ]; then
        note "$engine: cold"
        while read -r line; do
            printf '%s\n' "$line" >"$WORK/cold.tsv"
            drop_caches
            peer "$engine" cold "$WORK/cold.tsv" </dev/null
        done < <(head -n "$COLD_AREAS" "$WORK/boxes.tsv")
    fi
    [ -n "$KEEP_DATA" ] || rm -rf "${WORK:?}/$engine"
}
