# Draw areas around the first trips of a file, which are as random as any:
#
#   head -n … trips.csv | awk -v seed=1 -v areas=300 -f bench/areas.awk
#
# Sides have evenly spread logarithms, from a block (0.002 degrees) to a
# country (8 degrees).  One of ten is a polygon.  After these come a fifth as
# many boxes with filters.  Each is a line of tab-separated columns:
#
#   number, kind (box, polygon, filtered)
#   west, south, east, north: the closed box in whole 1e-7 degrees
#   ring: of a polygon, "lon lat" with commas between, the last as the first
#   region, datasource, since, until: of a filtered box
#
# Edges of boxes are to be asked for half a unit further out.  So no engine's
# answer depends on whether it rounds positions to 1e-7 degrees.

function random() {
    state = (state * 16807) % 2147483647
    return state / 2147483647
}

function floor_of(value) {
    return int(value) - (int(value) > value)
}

function days_of(year, month) {
    if (month == 2)
        return 28 + (year % 4 == 0)
    return 30 + (month + (month > 7)) % 2
}

# A day of the 104 weeks from Monday 2023-01-02.
function date_of(day,    year, month) {
    day += 2
    year = 2023
    month = 1
    while (day > days_of(year, month)) {
        day -= days_of(year, month)
        month = month % 12 + 1
        year += month == 1
    }
    return sprintf("%d-%02d-%02d", year, month, day)
}

# Set box, in whole 1e-7 degrees, of that side around the end of a trip.
function draw_box(lon, lat, side) {
    west = floor_of((lon - side / 2) * 1e7)
    south = floor_of((lat - side / 2) * 1e7)
    east = floor_of((lon + side / 2) * 1e7)
    north = floor_of((lat + side / 2) * 1e7)
}

# Set ring and its box: corners in turn around the end of a trip, at whole
# 1e-6 degrees.
function draw_polygon(lon, lat, side,    corners, i, angle, away, x, y, first) {
    corners = 5 + int(8 * random())
    ring = ""
    west = south = 9e9
    east = north = -9e9
    for (i = 0; i < corners; i++) {
        angle = 6.283185307179586 * (i + 0.8 * random()) / corners
        away = side / 2 * (0.4 + 0.6 * random())
        x = floor_of((lon + away * cos(angle)) * 1e6)
        y = floor_of((lat + away * sin(angle)) * 1e6)
        west = x * 10 < west ? x * 10 : west
        east = x * 10 > east ? x * 10 : east
        south = y * 10 < south ? y * 10 : south
        north = y * 10 > north ? y * 10 : north
        ring = ring sprintf("%.6f %.6f,", x / 1e6, y / 1e6)
        if (i == 0)
            first = sprintf("%.6f %.6f", x / 1e6, y / 1e6)
    }
    ring = ring first
}

BEGIN {
    FS = ","
    OFS = "\t"
    state = 1 + seed % 2147483646
    for (i = 0; i < 10; i++) # small seeds start alike
        random()
    filtered = int(areas / 5)
}

NR > 1 && drawn < areas + filtered &&
$2 $3 ~ /^POINT \([-0-9. ]+\)POINT \([-0-9. ]+\)$/ {
    drawn++
    split($(random() < 0.5 ? 2 : 3), part, /[() ]/)
    side = 0.002 * exp(random() * log(8 / 0.002))
    ring = region = datasource = since = until = ""
    if (drawn > areas) {
        kind = "filtered"
        draw_box(part[3], part[4], side)
        region = random() < 0.5 ? $1 : ""
        datasource = region == "" || random() < 0.5 ? $5 : ""
        week = int(random() * 96)
        since = date_of(7 * week)
        until = date_of(7 * (week + 1 + int(random() * (103 - week))) - 1)
    } else if (drawn % 10 == 0) {
        kind = "polygon"
        draw_polygon(part[3], part[4], side)
    } else {
        kind = "box"
        draw_box(part[3], part[4], side)
    }
    printf "%d\t%s\t%.0f\t%.0f\t%.0f\t%.0f\t", drawn, kind, west, south, \
        east, north
    print ring, region, datasource, since, until
}
