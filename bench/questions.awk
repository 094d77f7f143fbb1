# Write psql's questions about areas, as areas.awk draws them:
#
#   awk -v engine=tripgrid -v match_of=origin -v kinds="box polygon" \
#       -f bench/questions.awk areas.tsv

# A value of 1e-7 degrees plus a half of them, in degrees.
function edge(value, half) {
    return sprintf("%.8f", (value * 10 + half * 5) / 1e8)
}

# The condition that an end of a trip lies in the area.
function end_in_area(column) {
    if ($7 != "")
        return "ST_Covers(" area ", " column ")"
    return column " && " area " AND ST_X(" column ") BETWEEN " west " AND " \
        east " AND ST_Y(" column ") BETWEEN " south " AND " north
}

function tripgrid_question(    text) {
    text = "SELECT week, trips FROM tripgrid.weekly_trips(" area ", match => '" \
        match_of "'"
    if ($8 != "")
        text = text ", region => '" $8 "'"
    if ($9 != "")
        text = text ", datasource => '" $9 "'"
    if ($10 != "")
        text = text ", since => '" $10 "', until => '" $11 "'"
    return text ") WHERE trips > 0;"
}

function postgis_question(    text) {
    text = "SELECT date_trunc('week', departed_at)::date, count(*)" \
        " FROM postgis.trips WHERE "
    if (match_of == "origin" || match_of == "destination")
        text = text end_in_area(match_of)
    else
        text = text "((" end_in_area("origin") ") " \
            (match_of == "both" ? "AND" : "OR") \
            " (" end_in_area("destination") "))"
    if ($8 != "")
        text = text " AND region = '" $8 "'"
    if ($9 != "")
        text = text " AND datasource = '" $9 "'"
    if ($10 != "")
        text = text " AND departed_at >= '" $10 "' AND departed_at < date '" \
            $11 "' + 1"
    return text " GROUP BY 1;"
}

BEGIN {
    FS = "\t"
    kinds = " " kinds " "
    print "\\timing on"
}

index(kinds, " " $2 " ") {
    west = edge($3, -1)
    south = edge($4, -1)
    east = edge($5, 1)
    north = edge($6, 1)
    if ($7 != "")
        area = "'SRID=4326;POLYGON((" $7 "))'::geometry"
    else
        area = "ST_MakeEnvelope(" west ", " south ", " east ", " north \
            ", 4326)"
    question = engine == "tripgrid" ? tripgrid_question() : postgis_question()
    print "\\echo area " $1 " " $2
    print question
}
