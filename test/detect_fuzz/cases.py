"""cases.py
  A file at random, and what is true of it.

Each choice is one of a dimension of the grammar; a case says what was chosen,
its trips, and whether the file can be read in one way only.
"""
import dataclasses
import datetime
import io
import json
import re

import containers
import dates
import names
import places
import positions

NULLS = ["", "", "NULL", "NA", "\\N", "None", "NaN", "null", "n/a", "-"]
WRAPPERS = ["data", "Trips", "payload", "hits", "Results", "fahrten", "d", "viajes", "items", "resp", "Body",
            "rowset", "journeys", "x1", "elements", "Root"]


@dataclasses.dataclass
class Trip:
    region: str
    origin: tuple
    destination: tuple
    at: object


@dataclasses.dataclass
class Case:
    seed: int
    dims: dict = dataclasses.field(default_factory=dict)
    trips: list = dataclasses.field(default_factory=list)
    doubts: list = dataclasses.field(default_factory=list)  # other ways to read it
    rejects: int = 0            # rows that are no trips
    refuse: bool = False        # is to be refused
    name: str = ""
    data: bytes = b""

    @property
    def one_way(self):
        return not self.doubts and not self.refuse


def chance(rng, share):
    return rng.random() < share


class Maker:
    """Chooses a case's dimensions, and makes its file of them."""

    def __init__(self, rng, seed):
        self.rng = rng
        self.case = Case(seed)

    def say(self, **dims):
        self.case.dims.update(dims)

    def doubt(self, why):
        if why not in self.case.doubts:
            self.case.doubts.append(why)

    def make(self):
        rng, case = self.rng, self.case
        self.json = chance(rng, 0.2)
        self.language = rng.choice(names.LANGUAGES)
        if chance(rng, 0.3):
            self.language = names.LANGUAGES[0]
        self.namer = names.Namer(rng, self.language)
        self.choose_places()
        self.form = positions.pick_form(rng)
        self.date = dates.pick_date_form(rng)
        self.header = self.json or chance(rng, 0.88)
        while self.date.utc_name and not self.header:
            self.date = dates.pick_date_form(rng)
        self.choose_rows()
        self.make_columns()
        self.judge()
        if self.json:
            text = self.json_text()
        else:
            text = self.csv_text()
        self.encode(text)
        return case

    # where and when

    def choose_places(self):
        rng = self.rng
        known = chance(rng, 0.8)
        self.places = [rng.choice(places.CITIES if known else places.NOWHERE)]
        several = known and chance(rng, 0.06)
        if several:
            self.places.append(rng.choice([c for c in places.CITIES if c != self.places[0]]))
        self.say(place="several cities" if several else "known city" if known else "nowhere known")
        self.known = known

    def choose_rows(self):
        rng, date = self.rng, self.date
        self.many = chance(rng, 0.04)
        count = rng.randint(250, 700) if self.many else rng.choice([1, 2, 3, 4, 5, 8, 12, 25, 40])
        # a day over 12 proves an order, wherever it is
        proven = chance(rng, 0.75)
        where = "whole"
        if self.many:
            where = rng.choice(["whole", "late"])
        times = dates.moments(rng, None, count, date.keeps, proven, date.fraction)
        if where == "late":
            late = count - 20
            times = [t.replace(day=min(t.day, 12)) if n < late else t for n, t in enumerate(times)]
            if proven:
                times[-1] = times[-1].replace(day=25)
        self.times = times
        self.say(rows="many, " + where if self.many else "1" if count == 1 else "few")
        self.row_places = [self.places[0]] * count
        if len(self.places) > 1:
            cut = rng.choice([count // 2, count * 4 // 5])
            mixed = chance(rng, 0.5)
            self.row_places = [self.places[rng.random() < 0.5] if mixed else self.places[n >= cut]
                               for n in range(count)]

    def ends(self, place):
        rng, form = self.rng, self.form
        first = places.position(rng, place, form.decimals)
        last = places.position(rng, place, form.decimals)
        if form.columns == 0:
            text, first, last = form.write(first, last)
            return [text], first, last
        first_text, *first = form.write(*first)
        last_text, *last = form.write(*last)
        return [first_text, last_text], tuple(first), tuple(last)

    # columns

    def make_columns(self):
        """self.columns: [name, part, values], where part says what it is of."""
        rng, namer, form, date = self.rng, self.namer, self.form, self.date
        count = len(self.times)
        columns = []
        texts, trips = [], []
        with_region = self.header and chance(rng, 0.15)
        for at, place in zip(self.times, self.row_places):
            written, origin, destination = self.ends(place)
            texts.append(written)
            if date.fraction:
                at = at.replace(microsecond=int(f"{at.microsecond:06d}"[:date.fraction].ljust(6, "0")))
            trips.append(Trip(place.name, origin, destination, at))
        self.case.trips = trips

        when = [date.write(at, place.zone) for at, place in zip(self.times, self.row_places)]
        if date.split:
            columns.append([namer.date(), "date", [w[0] for w in when]])
            clock = namer.hour() if date.hours else namer.clock()
            if clock is None:
                self.doubt("hours that are called a time")
            columns.append([clock or namer.clock(), "clock", [w[1] for w in when]])
        else:
            name = namer.date() if date.dated_name else namer.time()
            if date.utc_name:
                name += rng.choice(["_utc", " (UTC)", "_UTC", " UTC"])
            columns.append([name, "at", when])
        if columns[0][0] == columns[-1][0] and date.split:
            columns[-1][0] += " 2"
            self.doubt("two columns of a name")
        # positions
        if form.columns == 0:
            called = {"line polyline": rng.choice(["polyline", "route_polyline"])}.get(
                form.name, rng.choice(["route", "path", "geometry", "geom", "the_geom"]))
            columns.append([called, "line", [t[0] for t in texts]])
        elif form.columns == 1:
            for last in (0, 1):
                name = namer.position(last, form.codes)
                columns.append([name, "position", [t[last] for t in texts]])
        else:
            suffix = " " + form.codes if form.codes else ""
            axes = [0, 1] if chance(rng, 0.5) else [1, 0]
            self.say(axes="lon first" if axes[0] == 0 else "lat first")
            for last in (0, 1):
                for axis in axes:
                    columns.append([namer.coordinate(last, axis) + suffix.replace(" ", "_"), "axis%d" % axis,
                                    [t[last][axis] for t in texts]])
        columns += self.other_columns(trips, texts)
        if with_region:
            columns.append([namer.region(rng), "region", [t.region for t in trips]])
        self.say(region_column="yes" if with_region else "no")
        if self.header:
            order = rng.choice(["natural", "natural", "shuffled"])
            if order == "shuffled":
                rng.shuffle(columns)
        else:
            order = rng.choice(["natural"] * 6 + ["ends first"] * 2 + ["destination first"])
            if order == "ends first":
                columns = columns[2 if date.split else 1:] + columns[:2 if date.split else 1]
            elif order == "destination first":
                columns = columns[::-1]
                if form.columns == 0:
                    order = "natural"
        self.say(order=order)
        self.columns = columns
        self.order = order
        assert count == len(texts)

    def other_columns(self, trips, texts):
        """What says nothing of where and when a trip began."""
        rng, namer, date = self.rng, self.namer, self.date
        language = self.language
        made = []
        count = len(trips)
        if chance(rng, 0.5):
            made.append([namer.styled(language.other[0]), "other", [str(1000 + 7 * n) for n in range(count)]])
        durations = [rng.randint(60, 5400) for _ in range(count)]
        if chance(rng, 0.4):
            made.append([namer.styled(language.other[1]), "other", [str(d) for d in durations]])
        if chance(rng, 0.3):
            made.append([namer.styled(language.other[2]), "other",
                         ["%.2f" % rng.uniform(0.3, 30) for _ in range(count)]])
        if chance(rng, 0.3):
            kinds = rng.choice([["member", "casual"], ["A", "B", "C"], ["1", "2"], ["M", "F", ""]])
            made.append([namer.styled(language.other[3]), "other", [rng.choice(kinds) for _ in range(count)]])
        if chance(rng, 0.35):
            for last in (0, 1):
                made.append([namer.station(last), "other",
                             [rng.choice(language.words) + rng.choice(["", " %d" % rng.randint(1, 99)])
                              for _ in range(count)]])
        if chance(rng, 0.3) and not date.split:
            ends = [date.write(at + datetime.timedelta(seconds=d - d % date.keeps), place.zone)
                    for at, d, place in zip(self.times, durations, self.row_places)]
            name = namer.date(1) if date.dated_name else namer.time(1)
            made.append([name + ("_utc" if date.utc_name else ""), "end", ends])
        self.say(others=str(min(len(made), 4)))
        return made

    # what can be read in more than one way

    def judge(self):
        rng, case, form, date = self.rng, self.case, self.form, self.date
        if date.order and not any(t.day > 12 for t in self.times):
            self.doubt("days and months")
        if date.two_digits:
            self.doubt("years of two digits")
        if date.instant and not self.known:
            self.doubt("zone of instants")
        if date.dated_name and not self.header:
            self.doubt("serials without a name")
        if date.name.startswith("epoch") and not self.header:
            self.doubt("epochs without a name")
        if date.hours and not self.header:
            self.doubt("hours without a name")
        if not form.says_order and not self.known and not (self.header and any(
                part in self.namer.point for part in ("lat", "lon"))):
            self.doubt("order of coordinates")
        if form.name.startswith(("geohash", "quadkey")) and not form.codes and not self.known:
            self.doubt("codes without a name")
        few = len(self.times) < 6
        if form.name.startswith(("geohash", "quadkey")) and not (form.codes and self.header) and few:
            self.doubt("few codes")
        if form.name in ("E6", "E7") and not (form.codes and self.header):
            self.doubt("whole numbers without a name")
        if form.name == "line polyline" and not self.known:
            self.doubt("decimals of polylines")
        if not self.header:
            if form.columns == 2 and not self.known:
                self.doubt("coordinates without names")
            if self.order == "destination first":
                self.doubt("order of ends")
            if any(c[1] == "end" for c in self.columns) and self.order != "natural":
                self.doubt("times without names")
        if len(self.times) < 3 and not self.header:
            self.doubt("few rows without a header")
        if len(self.places) > 1 and form.name in ("E6", "E7") and not form.codes:
            self.doubt("whole numbers in several cities")
        self.say(position=form.name, date=date.name, header="yes" if self.header else "no",
                 language=self.language.code if self.header else "none", name_style=self.namer.style)

    # CSV

    def csv_text(self):
        rng, case, form = self.rng, self.case, self.form
        delimiter = rng.choice([",", ",", ",", ",", ";", ";", "\t", "|"])
        quoting = rng.choice(["needed", "needed", "needed", "all", "texts", "single"])
        if form.commas and delimiter == "," and quoting == "needed":
            quoting = "all"
        names_of = [c[0] for c in self.columns]
        rows = [list(r) for r in zip(*[c[2] for c in self.columns])]
        if quoting == "single" and any("'" in v for r in rows + [names_of] for v in r):
            quoting = "all"
        noise = rng.choices(["none", "title", "footer", "nulls", "mixed ends", "CR ends", "CRLF", "blanks",
                             "duplicates", "blank lines", "trailing delimiter", "remarks", "sep=",
                             "header repeated", "row names", "R row names", "no last end"],
                            [30, 5, 5, 8, 3, 2, 8, 4, 5, 3, 4, 3, 2, 3, 3, 2, 4])[0]
        if not self.header and noise in ("title", "header repeated", "R row names", "remarks", "sep=",
                                         "trailing delimiter"):
            noise = "none"
        q = "'" if quoting == "single" else '"'

        def field(value, text=False):
            needs = any(c in value for c in (delimiter, '"', "\n", "\r")) or (q == "'" and "'" in value)
            if quoting in ("all", "single") or needs or (quoting == "texts" and text):
                return q + value.replace(q, q + q) + q
            return value

        is_text = [not all(self.plain_number(v) for v in c[2]) for c in self.columns]
        if noise == "nulls":
            self.add_nulls(rows)
        if noise == "duplicates":
            for _ in range(max(1, len(rows) // 4)):
                n = rng.randrange(len(rows))
                rows.append(list(rows[n]))
                case.trips.append(case.trips[n])
        if noise == "blanks":
            rows = [[v + rng.choice(["", " ", "  "]) for v in r] for r in rows]
        lines = []
        if self.header:
            lines.append(delimiter.join(field(n, True) for n in names_of))
        lines += [delimiter.join(field(v, t) for v, t in zip(r, is_text)) for r in rows]
        lines, end = self.add_noise(noise, lines, delimiter, field)
        self.say(format="CSV", delimiter={"\t": "tab"}.get(delimiter, delimiter), quoting=quoting, noise=noise)
        if noise == "mixed ends":
            text = "".join(line + rng.choice(["\n", "\r\n"]) for line in lines)
        else:
            text = end.join(lines) + end
        if noise == "no last end":
            text = text.rstrip("\r\n")
        self.case.name = "trips.tsv" if delimiter == "\t" else rng.choice(["trips.csv", "trips.csv", "trips.txt"])
        return text

    @staticmethod
    def plain_number(value):
        try:
            float(value)
            return True
        except ValueError:
            return False

    def add_nulls(self, rows):
        """Rows without a position or a departure are no trips."""
        rng, case = self.rng, self.case
        parts = [c[1] for c in self.columns]
        vital = [n for n, part in enumerate(parts) if part in ("at", "line", "position", "axis0", "axis1", "date")]
        word = rng.choice(NULLS)
        gone = [n for n in range(1, len(rows)) if chance(rng, 0.2)]
        dated = set(range(len(rows)))
        for n in gone:
            part = rng.choice(vital)
            rows[n][part] = word
            if parts[part] in ("at", "date"):
                dated.discard(n)
        if self.date.order and not any(self.times[n].day > 12 for n in dated):
            self.doubt("days and months")
        case.trips = [t for n, t in enumerate(case.trips) if n not in gone]
        case.rejects += len(gone)
        self.say(nulls=word or "empty")

    def add_noise(self, noise, lines, delimiter, field):
        rng, case = self.rng, self.case
        end = "\n"
        if noise == "title":
            title = rng.choice([["Trips of June"], ["Report", ""], ["Exported 2024-07-01 by J. Doe", ""],
                                ["Trip data" + delimiter * (len(self.columns) - 1)],
                                ["Source: city of somewhere", "All times are as measured"]])
            lines = title + lines
        elif noise == "footer":
            lines = lines + rng.choice([["Total" + delimiter + str(len(lines))], ["", "(%d rows)" % len(lines)],
                                        ["# end"], ["Total" + delimiter * (len(self.columns) - 1)]])
            case.rejects += 2
        elif noise == "CR ends":
            end = "\r"
        elif noise == "CRLF":
            end = "\r\n"
        elif noise == "blank lines":
            lines = [x for line in lines for x in ([line, ""] if chance(rng, 0.3) else [line])]
        elif noise == "trailing delimiter":
            lines = [line + delimiter for line in lines]
        elif noise == "remarks":
            lines = ["# trips of somewhere"] + lines
        elif noise == "sep=":
            lines = ["sep=" + delimiter] + lines
        elif noise == "header repeated" and len(lines) > 3:
            at = rng.randrange(2, len(lines))
            lines = lines[:at] + [lines[0]] + lines[at:]
            case.rejects += 1
        elif noise in ("row names", "R row names"):
            first = field("", True) + delimiter if noise == "row names" else ""
            numbered = [field(str(n), True) + delimiter + line for n, line in enumerate(lines[self.header:])]
            lines = ([first + lines[0]] if self.header else []) + numbered
        return lines, end

    # JSON

    def json_text(self):
        rng, form = self.rng, self.form
        nested = form.columns == 2 and chance(rng, 0.3)
        records = []
        numbers = {n for n, c in enumerate(self.columns)
                   if c[1].startswith("axis") or c[1] in ("other", "at") if all(self.plain_number(v) for v in c[2])}
        for row in zip(*[c[2] for c in self.columns]):
            record = {}
            for n, (column, value) in enumerate(zip(self.columns, row)):
                if n in numbers:
                    value = Raw(value)
                elif column[1] in ("position", "line") and form.name in ("GeoJSON object", "line GeoJSON") and \
                        chance(rng, 1.0):
                    value = json.loads(value)
                record[column[0]] = value
            records.append(record)
        if nested:
            records = [self.nest(record) for record in records]
        shape = rng.choice(["array", "lines", "lines", "wrapped", "wrapped", "wrapped deep", "by id", "with meta",
                            "GeoJSON"])
        if shape == "GeoJSON" and form.columns != 2:
            shape = "array"
        indent = rng.choice([None, None, 1, 2])
        ascii_only = chance(rng, 0.3)
        dump = lambda v: dump_json(v, indent if shape != "lines" else None, ascii_only)
        wrap = lambda v: {rng.choice(WRAPPERS): v}
        if shape == "array":
            text = dump(records)
        elif shape == "lines":
            text = "".join(dump(r) + "\n" for r in records)
        elif shape == "wrapped":
            text = dump(wrap(records))
        elif shape == "wrapped deep":
            value = wrap(records)
            for _ in range(rng.randint(1, 3)):
                value = {rng.choice(WRAPPERS): value}
                if chance(rng, 0.5):
                    value[rng.choice(["took", "ok", "version"])] = rng.choice([3, True, "1.2"])
            text = dump(value)
        elif shape == "by id":
            value = {f"t{n}": r for n, r in enumerate(records)}
            text = dump(value if chance(rng, 0.5) else wrap(value))
        elif shape == "with meta":
            text = dump({"last_updated": 1717401300, "ttl": 60, rng.choice(WRAPPERS): records, "count": len(records)})
        else:
            text = dump(self.geojson(records))
        if shape in ("wrapped", "wrapped deep", "by id") and len(records) == 1:
            self.doubt("one record, wrapped")
        self.say(format="JSON", shape=shape, nested="yes" if nested else "no")
        self.case.name = rng.choice(["trips.json", "trips.ndjson" if shape == "lines" else "trips.json"])
        return text

    def nest(self, record):
        """Both coordinates of an end below its name."""
        out = {}
        start, end = (self.namer.styled(w) for w in self.namer.end)
        for column, (key, value) in zip(self.columns, record.items()):
            if column[1].startswith("axis"):
                axis = int(column[1][-1])
                last = key == self.namer.coordinate(1, axis) + ("_" + self.form.codes if self.form.codes else "")
                name = self.namer.axis[axis] + ("_" + self.form.codes if self.form.codes else "")
                out.setdefault(end if last else start, {})[name] = value
            else:
                out[key] = value
        return out

    def geojson(self, records):
        """Features that are lines, with all else as properties."""
        features = []
        kept = [c for c in self.columns if not c[1].startswith("axis")]
        for n, trip in enumerate(self.case.trips):
            properties = {c[0]: c[2][n] for c in kept}
            features.append({"type": "Feature", "properties": properties,
                             "geometry": {"type": "LineString", "coordinates": [list(trip.origin),
                                                                                list(trip.destination)]}})
        return {"type": "FeatureCollection", "features": features}

    # bytes

    def encode(self, text):
        rng, case = self.rng, self.case
        kinds = ["utf-8"] * 10 + ["utf-8-sig"] * 2 + ["utf-16", "utf-16-le", "utf-16-be"]
        if not self.json:
            kinds += list(self.language.encodings) * 3
        encoding = rng.choice(kinds)
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            encoding = "utf-8"
            data = text.encode(encoding)
        letters = any(ord(c) > 127 for c in text)
        if not letters and encoding not in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
            encoding = "ASCII"
        container = rng.choice(["plain"] * 12 + sorted(containers.PACKED))
        case.name, case.data = containers.pack(container, case.name, data)
        self.say(encoding=encoding, container=container)


class Raw(float):
    """A number of JSON, in the digits that it was written in."""

    def __new__(cls, text):
        self = super().__new__(cls, text)
        self.text = text
        return self

    def __repr__(self):
        return self.text


def dump_json(value, indent, ascii_only):
    numbers = {}

    def keep(v):
        if isinstance(v, Raw):
            key = f"\x02{len(numbers)}\x03"
            numbers[json.dumps(key)] = v.text
            return key
        if isinstance(v, dict):
            return {k: keep(x) for k, x in v.items()}
        if isinstance(v, list):
            return [keep(x) for x in v]
        return v
    text = json.dumps(keep(value), indent=indent, ensure_ascii=ascii_only)
    out, at = io.StringIO(), 0
    for found in re.finditer(r'"\\u0002\d+\\u0003"', text):
        out.write(text[at:found.start()])
        out.write(numbers[found[0]])
        at = found.end()
    out.write(text[at:])
    return out.getvalue()


def make_case(rng, seed):
    return Maker(rng, seed).make()
