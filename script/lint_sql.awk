# Check the install script: plain CREATE, and for every function volatility,
# PARALLEL and, unless it is plumbing, a comment.
#
# Statements are read with comments, string constants and function bodies cut
# out, so that only declarations are looked at.

# A small scanner for SQL's quoting, which takes pieces off each line.
{
    line = $0 "\n"
    if (FNR == 1) {
        state = "sql"
        flush_file()
    }
    if (state == "sql" && line ~ /^\\/) # a psql command such as \echo
        next
    while (length(line) > 0)
        scan()
}

END {
    flush_file()
    for (i = 1; i <= functions; i++) {
        f = order[i]
        if (f !~ /^(_|tripgrid_internal\.)/ && !(f in plumbing) &&
            !(f in commented))
            print at[f] ": " f ": no COMMENT ON"
    }
}

function flush_file() {
    if (statement ~ /[^ \t\n]/)
        look_at(statement)
    statement = ""
    begun = 0
    atomic = 0
}

# Take one lexical piece off the front of line.
function scan(    tag, n) {
    if (state == "block comment") {
        n = index(line, "*/")
        if (n == 0) {
            line = ""
            return
        }
        line = substr(line, n + 2)
        state = "sql"
    } else if (state == "string") {
        n = index(line, "'")
        if (n == 0) {
            line = ""
            return
        }
        line = substr(line, n + 1) # '' opens a new string: all the same here
        state = "sql"
    } else if (state == "dollar") {
        n = index(line, dollar)
        if (n == 0) {
            line = ""
            return
        }
        line = substr(line, n + length(dollar))
        state = "sql"
    } else if (substr(line, 1, 2) == "--") {
        line = ""
        add("\n")
    } else if (substr(line, 1, 2) == "/*") {
        state = "block comment"
        line = substr(line, 3)
    } else if (substr(line, 1, 1) == "'") {
        state = "string"
        line = substr(line, 2)
        add(" '' ")
    } else if (match(line, /^\$[A-Za-z_0-9]*\$/)) {
        dollar = substr(line, 1, RLENGTH)
        state = "dollar"
        line = substr(line, RLENGTH + 1)
        add(" '' ")
    } else if (match(line, /^[A-Za-z_@][A-Za-z_0-9@.]*/)) {
        tag = substr(line, 1, RLENGTH)
        line = substr(line, RLENGTH + 1)
        word(tag)
    } else {
        tag = substr(line, 1, 1)
        line = substr(line, 2)
        if (tag == ";" && atomic == 0) {
            look_at(statement)
            statement = ""
            begun = 0
        } else
            add(tag)
    }
}

function add(text) {
    if (text ~ /[^ \t\n]/ && !begun) {
        begun = 1
        first_line = FILENAME ":" FNR
    }
    statement = statement text
}

# BEGIN ATOMIC … END holds semicolons; CASE … END may lie within.
function word(text,    upper) {
    upper = toupper(text)
    if (upper == "ATOMIC" && previous == "BEGIN")
        atomic = 1
    else if (atomic > 0 && upper == "CASE")
        atomic++
    else if (atomic > 0 && upper == "END")
        atomic--
    previous = upper
    add(text)
}

# The name without its schema, but for what nobody sees.
function bare(name) {
    name = tolower(name)
    if (name !~ /^tripgrid_internal\./)
        sub(/^.*\./, "", name)
    return name
}

function look_at(text,    words, n, upper, name, what, head) {
    gsub(/[ \t\n]+/, " ", text)
    sub(/^ /, "", text)
    upper = toupper(text)
    if (upper ~ /CREATE OR REPLACE/)
        print first_line ": plain CREATE, not CREATE OR REPLACE"
    if (upper ~ /IF NOT EXISTS/)
        print first_line ": plain CREATE, not IF NOT EXISTS"

    if (upper ~ /^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE|AGGREGATE) /) {
        what = upper
        sub(/^CREATE (OR REPLACE )?/, "", what)
        sub(/ .*/, "", what)
        name = text
        sub(/^[^ ]+ ([Oo][Rr] [^ ]+ )?[^ ]+ /, "", name)
        sub(/ ?\(.*/, "", name)
        name = bare(name)
        if (!(name in at)) {
            order[++functions] = name
            at[name] = first_line
        }
        if (what == "FUNCTION") {
            if (upper !~ / (IMMUTABLE|STABLE|VOLATILE)( |$)/)
                print first_line ": " name ": no IMMUTABLE, STABLE or VOLATILE"
            if (upper !~ / PARALLEL (SAFE|RESTRICTED|UNSAFE)( |$)/)
                print first_line ": " name ": no PARALLEL"
            # Only the server calls these, by way of a type, index or trigger.
            head = upper
            sub(/ (LANGUAGE|AS|IMMUTABLE|STABLE|VOLATILE|RETURN) .*/, "", head)
            if (head ~ /[( ,](PG_CATALOG\.)?(INTERNAL|CSTRING|TRIGGER|EVENT_TRIGGER)([ ,)]|$)/)
                plumbing[name] = 1
        }
        if (what == "AGGREGATE") {
            if (upper !~ /PARALLEL ?= ?(SAFE|RESTRICTED|UNSAFE)/)
                print first_line ": " name ": no PARALLEL"
            note_parts(upper)
        }
    } else if (upper ~ /^CREATE (TYPE|OPERATOR|CAST) /)
        note_parts(upper)
    else if (upper ~ /^COMMENT ON (FUNCTION|PROCEDURE|AGGREGATE|ROUTINE) /) {
        name = text
        sub(/^[^ ]+ [^ ]+ [^ ]+ /, "", name)
        sub(/ ?\(.*/, "", name)
        sub(/ .*/, "", name)
        commented[bare(name)] = 1
    }
}

# The functions that a type, operator, operator class, cast or aggregate is
# made of are called by that name, and need no comment of their own.
function note_parts(upper,    rest, name) {
    rest = upper
    while (match(rest, /(FUNCTION|PROCEDURE|INPUT|OUTPUT|RECEIVE|SEND|ANALYZE|RESTRICT|JOIN|SFUNC|FINALFUNC|COMBINEFUNC|SERIALFUNC|DESERIALFUNC|MSFUNC|MINVFUNC|MFINALFUNC) ?(=|[0-9]+( \([^)]*\))?)? ?[A-Z_@][A-Z_0-9@.]*/)) {
        name = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        sub(/^.*[ =)]/, "", name)
        plumbing[bare(name)] = 1
    }
}
