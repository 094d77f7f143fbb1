# shellcheck shell=bash
#
# Shared by script/demo, script/test and the benchmarks: find PostgreSQL,
# install what is missing, build the extension, run a throwaway cluster.
#
# A caller does, in this order:
#
#   . "$(dirname "$0")/lib.sh"
#   need_tools build           # or: build test
#   build_and_install
#   start_cluster              # exports PGHOST, PGPORT, PGUSER
#   attend psql -X …           # a command that a signal may interrupt
#
# No existing cluster is ever touched.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export LC_ALL=C.UTF-8
unset PGSERVICE PGSERVICEFILE PGHOSTADDR PGOPTIONS PGPASSFILE PGSSLMODE \
    PGTZ PGDATESTYLE PGCLIENTENCODING PGAPPNAME PGPORT PGDATA

WORK=             # the throwaway directory: data, socket, logs
KEEP=             # set: leave the cluster running at exit
CHILD=            # the process group that attend waits for
AS_USER=()        # prefix that runs a command as the cluster's owner
BECOME_ROOT=()    # prefix that runs a command as root
MAKE_FLAGS=()     # what make is told besides

say() {
    printf '%s\n' "$*"
}

die() {
    printf '%s\n' "${0##*/}: $*" >&2
    exit 1
}

# ---- what is there, and what is missing -------------------------------------

# Tell whether a command can be run as root, and set BECOME_ROOT so.
can_become_root() {
    if [ "$(id -u)" -eq 0 ]; then
        BECOME_ROOT=()
    elif sudo -n true 2>/dev/null; then
        BECOME_ROOT=(sudo -n)
    else
        return 1
    fi
}

# Tell whether a pg_config belongs to a server that we can build for.
can_build_for() {
    local config=$1
    [ -x "$("$config" --bindir 2>/dev/null)/postgres" ] &&
        [ -f "$("$config" --pgxs)" ] &&
        [ -f "$("$config" --includedir-server)/postgres.h" ]
}

# Set PG_CONFIG: the caller's, else the newest server with headers, one with
# PostGIS first.  Fails if there is none.
find_postgres() {
    local config first=''

    if [ -n "${PG_CONFIG:-}" ]; then
        can_build_for "$PG_CONFIG" ||
            die "PG_CONFIG=$PG_CONFIG is no PostgreSQL server with headers"
    else
        while read -r config; do
            can_build_for "$config" || continue
            first=${first:-$config}
            if [ -f "$("$config" --sharedir)/extension/postgis.control" ]; then
                first=$config
                break
            fi
        done < <(printf '%s\n' /usr/lib/postgresql/*/bin/pg_config |
            sort -rV; command -v pg_config)
        [ -n "$first" ] || return 1
        PG_CONFIG=$first
    fi
    export PG_CONFIG
    PGBIN=$("$PG_CONFIG" --bindir)
    PGMAJOR=$("$PG_CONFIG" --version | sed 's/^PostgreSQL \([0-9]*\).*/\1/')
    # shellcheck disable=SC2034 # for the callers
    PGTREE=$(cd "$(dirname "$("$PG_CONFIG" --pgxs)")/../.." && pwd)
    PATH=$PGBIN:$PATH
}

# Tell whether a C program with these includes can be built and linked.
compiles() {
    local includes=$1
    local -a cc=(gcc)
    shift
    # it may have options, and ccache before it
    [ -z "${PG_CONFIG:-}" ] || read -ra cc <<<"$("$PG_CONFIG" --cc)"
    printf '%s\nint main(void) { return 0; }\n' "$includes" |
        "${cc[@]}" -x c - -o /dev/null "$@" 2>/dev/null
}

# Tell whether clang can link a fuzzer.
compiles_fuzzer() {
    printf 'int LLVMFuzzerTestOneInput(const char *a, long b)
        { return a != 0 && b > 2 ? 0 : 0; }' |
        "$(command -v clang-14 || echo clang)" -x c - -o /dev/null \
            -fsanitize=fuzzer,address,undefined 2>/dev/null
}

# The major version of PostgreSQL that the system's packages have.
packaged_major() {
    local major
    major=$(apt-cache show postgresql 2>/dev/null |
        sed -n 's/^Version: \([0-9]*\)+.*/\1/p' | sort -rn | head -n 1)
    printf '%s' "${major:-15}"
}

# Note a missing tool and the Debian packages that hold it.
lacks() {
    MISSING+=("$1")
    shift
    PACKAGES+=("$@")
}

# Collect in MISSING and PACKAGES what the given uses (build, test) lack.
find_missing() {
    local use major

    MISSING=()
    PACKAGES=()
    if find_postgres; then
        major=$PGMAJOR
        [ "$major" -ge 15 ] || die "PostgreSQL $major is older than 15"
        [ -f "$("$PG_CONFIG" --sharedir)/extension/postgis.control" ] ||
            lacks "PostGIS 3 for PostgreSQL $major" \
                "postgresql-$major-postgis-3" "postgresql-$major-postgis-3-scripts"
    else
        major=$(packaged_major)
        lacks "a PostgreSQL server (15 to 18) with its headers" \
            "postgresql-$major" "postgresql-server-dev-$major"
        lacks "PostGIS 3" \
            "postgresql-$major-postgis-3" "postgresql-$major-postgis-3-scripts"
    fi
    command -v make >/dev/null || lacks "make" make
    compiles '#include <stdio.h>' || lacks "a C compiler (gcc)" gcc libc6-dev
    compiles '#include <zlib.h>' -lz || lacks "zlib" zlib1g-dev
    compiles '#include <zstd.h>' -lzstd || lacks "zstd" libzstd-dev

    for use in "$@"; do
        [ "$use" = test ] || continue
        # what a build may lack, and tests shall not
        command -v pkg-config >/dev/null || lacks "pkg-config" pkg-config
        compiles '#include <archive.h>' -larchive ||
            lacks "libarchive" libarchive-dev
        compiles '#include <uchardet/uchardet.h>' -luchardet ||
            lacks "uchardet" libuchardet-dev
        compiles '#include <stdarg.h>
            #include <stddef.h>
            #include <stdint.h>
            #include <setjmp.h>
            #include <cmocka.h>' -lcmocka ||
            lacks "cmocka" libcmocka-dev
        if ! perl -MTest::More -MTime::HiRes -e 1 2>/dev/null ||
            ! command -v prove >/dev/null; then
            lacks "perl with prove" perl
        fi
        perl -MIPC::Run -e 1 2>/dev/null ||
            lacks "perl's IPC::Run" libipc-run-perl
    done
    [ "${#MISSING[@]}" -eq 0 ]
}

# ---- installing packages -----------------------------------------------------

# Run apt-get; show what it says only if it fails.
apt() {
    local log rc=0
    log=$(mktemp)
    "${BECOME_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q "$@" >"$log" 2>&1 </dev/null || rc=$?
    [ "$rc" -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    [ "$rc" -eq 0 ] || die "failed: apt-get $*"
}

apt_install() {
    apt install -y --no-install-recommends "$@"
}

# Install Debian packages, but let postgresql create no cluster of its own.
install_packages() {
    local quiet=/etc/postgresql-common/createcluster.d/tripgrid.conf
    local rc=0

    apt_install postgresql-common
    "${BECOME_ROOT[@]}" mkdir -p "${quiet%/*}"
    echo 'create_main_cluster = off' |
        "${BECOME_ROOT[@]}" tee "$quiet" >/dev/null
    (apt_install "$@") || rc=$?
    "${BECOME_ROOT[@]}" rm -f "$quiet"
    return "$rc"
}

# Install a package that is good to have, where that is easy.
want_package() {
    local package=$1

    if command -v apt-get >/dev/null && can_become_root &&
        ! dpkg -s "$package" >/dev/null 2>&1 &&
        apt-cache show "$package" >/dev/null 2>&1; then
        say "installing $package"
        (install_packages "$package") || say "going on without $package"
    fi
}

# What a build of few systems has, and some tests skip without.
want_test_packages() {
    compiles '#include <h3api.h>' -lh3 || want_package libh3-dev
    [ -f "$("$PG_CONFIG" --sharedir)/extension/pg_cron.control" ] ||
        want_package "postgresql-$PGMAJOR-cron"
}

# Make sure that what the given uses need is there.  On Debian and its like
# install it, given the rights; else say what is missing and stop.
need_tools() {
    find_missing "$@" && return
    if command -v apt-get >/dev/null && can_become_root; then
        apt update
        find_missing "$@" && return # names may depend on the lists
        say "installing, which may take some minutes: ${PACKAGES[*]}"
        case " ${PACKAGES[*]} " in
            *' postgresql-'*) install_packages "${PACKAGES[@]}" ;;
            *) apt_install "${PACKAGES[@]}" ;;
        esac
        find_missing "$@" && return
    fi
    {
        say "${0##*/}: missing on this system:"
        printf '  %s\n' "${MISSING[@]}"
        if command -v apt-get >/dev/null; then
            say "install with:"
            say "  sudo apt-get install --no-install-recommends ${PACKAGES[*]}"
        else
            say "the Debian packages are:"
            printf '  %s\n' "${PACKAGES[@]}"
        fi
    } >&2
    exit 1
}

# ---- building ------------------------------------------------------------------

in_tree() {
    make -C "$ROOT" --no-print-directory PG_CONFIG="$PG_CONFIG" \
        "${MAKE_FLAGS[@]}" "$@"
}

# Tell whether the server already has what the tree builds.
is_installed() {
    local share lib file
    share=$("$PG_CONFIG" --sharedir)/extension
    lib=$("$PG_CONFIG" --pkglibdir)
    cmp -s "$ROOT/tripgrid.so" "$lib/tripgrid.so" || return
    for file in "$ROOT"/tripgrid.control "$ROOT"/tripgrid--*.sql; do
        cmp -s "$file" "$share/${file##*/}" || return
    done
}

# Build the extension and put it where the server looks.
build_and_install() {
    local log share lib

    log=$(mktemp)
    say "building tripgrid for $("$PG_CONFIG" --version)"
    if ! in_tree -j"$(nproc)" all >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        die "the build failed"
    fi
    if ! is_installed; then
        share=$("$PG_CONFIG" --sharedir)/extension
        lib=$("$PG_CONFIG" --pkglibdir)
        if [ -w "$share" ] && [ -w "$lib" ]; then
            in_tree install >"$log" 2>&1 || { cat "$log" >&2; false; }
        elif can_become_root; then
            "${BECOME_ROOT[@]}" make -C "$ROOT" PG_CONFIG="$PG_CONFIG" \
                "${MAKE_FLAGS[@]}" install >"$log" 2>&1 || { cat "$log" >&2; false; }
        else
            rm -f "$log"
            die "everything is built, but $share and $lib are not writable;" \
                "run once: sudo make PG_CONFIG=$PG_CONFIG install"
        fi
    fi
    rm -f "$log"
}

# ---- the throwaway cluster -------------------------------------------------------

# Run a command in a process group of its own and wait for it, so that a
# signal is acted upon at once.
attend() {
    local rc=0
    setsid "$@" &
    CHILD=$!
    wait "$CHILD" || rc=$?
    CHILD=
    return "$rc"
}

# Stop every server below WORK and remove it.
clean_up() {
    local pidfile

    if [ -n "$CHILD" ]; then
        kill -TERM -- "-$CHILD" 2>/dev/null || true
    fi
    if [ -z "$WORK" ] || [ -n "$KEEP" ]; then
        return 0
    fi
    while read -r pidfile; do
        "${AS_USER[@]}" "$PGBIN/pg_ctl" stop -D "${pidfile%/*}" \
            -m immediate >/dev/null 2>&1 || true
    done < <(find "$WORK" -name postmaster.pid)
    rm -rf "$WORK"
    WORK=
}

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Make WORK, owned by a user who may run a server.  Always below /tmp: the
# path of a socket has at most 107 bytes.
make_work() {
    local user=''

    WORK=$(mktemp -d /tmp/tripgrid.XXXXXX)
    cd "$WORK" || exit
    if [ "$(id -u)" -eq 0 ]; then
        user=$(id -un postgres 2>/dev/null || echo nobody)
        chown "$user": "$WORK"
        AS_USER=(setpriv "--reuid=$user" "--regid=$(id -gn "$user")"
            --init-groups -- env "HOME=$WORK")
    fi
}

# Start a cluster on a socket in WORK, with the given settings besides, e.g.
# start_cluster 'shared_buffers = 1GB'.
start_cluster() {
    [ -n "$WORK" ] || make_work
    "${AS_USER[@]}" "$PGBIN/initdb" -D "$WORK/data" -U postgres -A trust \
        -E UTF8 --locale=C.UTF-8 --no-sync >"$WORK/initdb.log" 2>&1 ||
        { cat "$WORK/initdb.log" >&2; die "initdb failed"; }
    {
        echo "listen_addresses = ''"
        echo "unix_socket_directories = '$WORK'"
        echo "timezone = 'UTC'"
        echo "log_timezone = 'UTC'"
        echo "fsync = off"
        printf '%s\n' "$@"
    } >>"$WORK/data/postgresql.conf"
    "${AS_USER[@]}" "$PGBIN/pg_ctl" start -w -s -D "$WORK/data" \
        -l "$WORK/server.log" >/dev/null ||
        { cat "$WORK/server.log" >&2; die "the server did not start"; }
    export PGHOST=$WORK PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
}
