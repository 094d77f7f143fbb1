"""positions.py
  The forms in which positions are written.

A form turns a position into the columns of an end, and says where that really
is: what it leaves of the digits is lost for good.
"""
import json
import math
import struct

BASE32 = "0123456789bcdefghjkmnpqrstuvwxyz"
OLC = "23456789CFGHJMPQRVWX"


def halves(value, low, high, bits):
    """Bits of a value by halving, and the middle of what they leave."""
    out = []
    for _ in range(bits):
        middle = (low + high) / 2
        bit = value >= middle
        low, high = (middle, high) if bit else (low, middle)
        out.append(bit)
    return out, (low + high) / 2


def geohash(lon, lat, chars):
    bits = chars * 5
    lons, lon = halves(lon, -180.0, 180.0, (bits + 1) // 2)
    lats, lat = halves(lat, -90.0, 90.0, bits // 2)
    both = [(lats if n % 2 else lons)[n // 2] for n in range(bits)]
    text = ""
    for n in range(0, bits, 5):
        text += BASE32[int("".join("01"[b] for b in both[n:n + 5]), 2)]
    return text, lon, lat


def quadkey(lon, lat, zoom):
    size = 1 << zoom
    x = int((lon + 180) / 360 * size)
    sine = math.sin(math.radians(lat))
    y = int((0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * size)
    key = "".join(str((x >> n & 1) + 2 * (y >> n & 1)) for n in reversed(range(zoom)))
    lon = (x + 0.5) / size * 360 - 180
    lat = math.degrees(2 * math.atan(math.exp((0.5 - (y + 0.5) / size) * 2 * math.pi)) - math.pi / 2)
    return key, lon, lat


def plus_code(lon, lat, length):
    """10 digits, or 11 of which the last is of a grid of 4 by 5."""
    x = int(round((lon + 180) * 8000 * 4 * 1000) // 1000)
    y = int(round((lat + 90) * 8000 * 5 * 1000) // 1000)
    cell_x, cell_y = (x, y) if length == 11 else (x // 4, y // 5)
    last = OLC[y % 5 * 4 + x % 4]
    px, py = x // 4, y // 5
    pairs = ""
    for _ in range(5):
        pairs = OLC[py % 20] + OLC[px % 20] + pairs
        px //= 20
        py //= 20
    per_x, per_y = (32000, 40000) if length == 11 else (8000, 8000)
    code = pairs[:8] + "+" + pairs[8:] + (last if length == 11 else "")
    return code, (cell_x + 0.5) / per_x - 180, (cell_y + 0.5) / per_y - 90


def number(value, decimals=6):
    text = f"{value:.{decimals}f}"
    return text


def dms(value, letters, decimals):
    """Degrees, minutes and seconds; the value that they are."""
    unit = 10 ** decimals
    total = round(abs(value) * 3600 * unit)
    degrees, rest = divmod(total, 3600 * unit)
    minutes, seconds = divmod(rest, 60 * unit)
    text = f"{degrees}°{minutes:02d}'{seconds / unit:0{3 + decimals}.{decimals}f}\"" \
           f"{letters[value < 0]}"
    return text, math.copysign(total / unit / 3600, value)


def wkb(lon, lat, srid, big, lower):
    order = ">" if big else "<"
    data = struct.pack(order + "BI", 0 if big else 1, 1 | (0x20000000 if srid else 0))
    if srid:
        data += struct.pack(order + "I", 4326)
    data += struct.pack(order + "dd", lon, lat)
    return data.hex() if lower else data.hex().upper()


def polyline(points, decimals=5):
    text = ""
    last = [0, 0]
    for lon, lat in points:
        for n, value in enumerate((lat, lon)):
            value = round(value * 10 ** decimals)
            delta = value - last[n]
            last[n] = value
            delta = ~(delta << 1) if delta < 0 else delta << 1
            while delta >= 0x20:
                text += chr((0x20 | (delta & 0x1f)) + 63)
                delta >>= 5
            text += chr(delta + 63)
    return text


class Form:
    """columns: 2 (lon and lat), 1 (a text for each end) or 0 (for both)."""
    columns = 2
    decimals = 6
    says_order = True       # which coordinate is which
    codes = None            # what a column has to be called where no city helps
    commas = False          # numbers have decimal commas
    letters = False         # not all of ASCII

    def __init__(self, rng, name, write, **more):
        self.rng, self.name, self.write = rng, name, write
        self.__dict__.update(more)


def pick_form(rng):
    """A form at random, of one file."""
    decimals = rng.choice([5, 6, 6, 6, 7])
    plain = lambda v: number(v, decimals)
    comma = lambda v: plain(v).replace(".", ",")

    def pair(separator, first, around="{}", writes=plain):
        def write(lon, lat):
            both = (writes(lon), writes(lat)) if first == "lon" else (writes(lat), writes(lon))
            return around.format(separator.join(both)), lon, lat
        return write

    def columns(lon_text, lat_text):
        return lambda lon, lat: ((lon_text(lon), lat_text(lat)), lon, lat)

    def whole(power):
        def write(lon, lat):
            return (str(round(lon * 10 ** power)), str(round(lat * 10 ** power))), lon, lat
        return write

    def scaled(code, size):
        def write(lon, lat):
            return code(lon, lat, size)
        return write

    def angles(order):
        places = rng.choice([1, 2, 3])

        def write(lon, lat):
            x, lon = dms(lon, "EW", places)
            y, lat = dms(lat, "NS", places)
            return ((x, y) if order is None else f"{y} {x}" if order == "lat" else f"{x} {y}"), lon, lat
        return write

    def objects(keys, writes=json.dumps):
        def write(lon, lat):
            return writes({keys[0]: lat, keys[1]: lon}), lon, lat
        return write

    def hemisphere(lon, lat):
        return (plain(abs(lon)) + "EW"[lon < 0], plain(abs(lat)) + "NS"[lat < 0]), lon, lat

    order = rng.choice(["lon", "lat"])
    separator = rng.choice([",", ", ", " ", ";"])
    srid, big, lower = rng.random() < 0.5, rng.random() < 0.3, rng.random() < 0.5
    make = lambda name, write, **more: Form(rng, name, write, **{"decimals": decimals, **more})
    kinds = [
        (30, lambda: make("columns", columns(plain, plain))),
        (6, lambda: make("decimal commas", columns(comma, comma), commas=True)),
        (8, lambda: make("pair " + order, pair(separator, order), columns=1, says_order=False)),
        (3, lambda: make("pair in brackets " + order,
                         pair(separator, order, rng.choice(["({})", "[{}]"])), columns=1,
                         says_order=False)),
        (2, lambda: make("pair of decimal commas " + order, pair(rng.choice(["; ", " ", ";"]), order, writes=comma),
                         columns=1, says_order=False)),
        (6, lambda: make("WKT", lambda lon, lat: (f"POINT ({plain(lon)} {plain(lat)})", lon, lat),
                         columns=1)),
        (2, lambda: make("EWKT", lambda lon, lat: (f"SRID=4326;POINT({plain(lon)} {plain(lat)})", lon, lat),
                         columns=1)),
        (5, lambda: make("WKB", lambda lon, lat: (wkb(lon, lat, srid, big, lower), lon, lat), columns=1)),
        (3, lambda: make("E6", whole(6), decimals=6, codes=rng.choice(["e6", None]))),
        (3, lambda: make("E7", whole(7), decimals=7, codes=rng.choice(["e7", None]))),
        (3, lambda: make("degree signs", columns(lambda v: plain(v) + "°", lambda v: plain(v) + "°"),
                         letters=True)),
        (3, lambda: make("hemispheres", hemisphere)),
        (3, lambda: make("DMS", angles(None), letters=True)),
        (2, lambda: make("DMS in one " + order, angles(order), columns=1, letters=True)),
        (4, lambda: make("geohash", scaled(geohash, rng.choice([7, 8, 9, 10, 12])), columns=1,
                         codes=rng.choice(["geohash", None]))),
        (3, lambda: make("plus code", scaled(plus_code, rng.choice([10, 11])), columns=1)),
        (3, lambda: make("quadkey", scaled(quadkey, rng.choice([18, 20, 23])), columns=1,
                         codes=rng.choice(["quadkey", None]))),
        (3, lambda: make("GeoJSON object", lambda lon, lat: (
            json.dumps({"type": "Point", "coordinates": [lon, lat]}), lon, lat), columns=1)),
        (3, lambda: make("object", objects(rng.choice([("lat", "lng"), ("latitude", "longitude"), ("lat", "lon")]),
                                           rng.choice([json.dumps, repr])), columns=1)),
        (2, lambda: make("line WKT", None, columns=0)),
        (2, lambda: make("line polyline", None, columns=0, decimals=5)),
        (1, lambda: make("line GeoJSON", None, columns=0)),
    ]
    form = rng.choices([k[1] for k in kinds], [k[0] for k in kinds])[0]()
    if form.columns == 0:
        form.write = line_writer(rng, form.name, plain)
    return form


def line_writer(rng, name, plain):
    """A path from one position to another: (text, first, last)."""
    def write(first, last):
        between = [tuple(round((1 - t) * a + t * b, 5) for a, b in zip(first, last))
                   for t in sorted(rng.random() for _ in range(rng.randint(0, 3)))]
        points = [first] + between + [last]
        if name == "line polyline":
            points = [tuple(round(v, 5) for v in p) for p in points]
            return polyline(points), points[0], points[-1]
        if name == "line GeoJSON":
            return json.dumps({"type": "LineString", "coordinates": points}), first, last
        return "LINESTRING (" + ", ".join(f"{plain(x)} {plain(y)}" for x, y in points) + ")", first, last
    return write
