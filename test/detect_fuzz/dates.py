"""dates.py
  The forms in which departures are written.

A form writes a moment, given by a place's wall clock, and says what it leaves
of its seconds.
"""
import dataclasses
import datetime
import zoneinfo

UTC = datetime.timezone.utc
SERIAL_START = datetime.datetime(1899, 12, 30)


@dataclasses.dataclass
class DateForm:
    name: str
    write: object               # local time, zone -> text, or (date, hour)
    keeps: int = 1              # seconds, of which it writes whole numbers
    order: str = ""             # of numbers that can be days and months
    two_digits: bool = False    # of a year
    instant: bool = False       # says itself when it was
    utc_name: bool = False      # its column has to be called so
    dated_name: bool = False    # its column has to be called a date
    split: bool = False         # date and time in two columns
    hours: bool = False         # the latter is an hour alone
    fraction: int = 0           # digits of it that are written


def aware(local, zone):
    return local.replace(tzinfo=zoneinfo.ZoneInfo(zone))


def epoch_of(local, zone):
    return int(aware(local, zone).timestamp())


def twelve(hour):
    return hour % 12 or 12, "AM" if hour < 12 else "PM"


def strf(pattern):
    """strftime, and %n for a number without its zero, as in %nd."""
    def write(local, zone):
        hour, half = twelve(local.hour)
        text = pattern.replace("%nd", str(local.day)).replace("%nm", str(local.month))
        text = text.replace("%nH", str(local.hour)).replace("%nI", str(hour)).replace("%p", half)
        return local.strftime(text)
    return write


def with_offset(pattern, style):
    def write(local, zone):
        offset = aware(local, zone).utcoffset()
        minutes = int(offset.total_seconds()) // 60
        sign = "-" if minutes < 0 else "+"
        hours, minutes = divmod(abs(minutes), 60)
        if style == "short" and minutes:
            return local.strftime(pattern) + f"{sign}{hours:02d}:{minutes:02d}"
        return local.strftime(pattern) + {
            "colon": f"{sign}{hours:02d}:{minutes:02d}", "plain": f"{sign}{hours:02d}{minutes:02d}",
            "short": f"{sign}{hours:02d}", "blank": f" {sign}{hours:02d}{minutes:02d}",
            "named": f"{sign}{hours:02d}:{minutes:02d}[{zone}]"}[style]
    return write


def in_utc(pattern):
    return lambda local, zone: aware(local, zone).astimezone(UTC).strftime(pattern)


def epoch(factor, style="{}"):
    return lambda local, zone: style.format(epoch_of(local, zone) * factor)


def serial(local, zone):
    days = (local - SERIAL_START).total_seconds() / 86400
    return f"{days:.10f}"


def split(date, clock):
    return lambda local, zone: (strf(date)(local, zone), strf(clock)(local, zone))


def pick_date_form(rng):
    order = rng.choice(["dmy", "mdy"])
    mark = rng.choice(["/", "/", "/", "-", "."] if order == "dmy" else ["/", "/", "/", "-"])
    padded = rng.random() < 0.7
    day, month = ("%d", "%m") if padded else ("%nd", "%nm")
    numbers = mark.join([day, month] if order == "dmy" else [month, day])
    clock, keeps = rng.choice([("%H:%M:%S", 1), ("%H:%M:%S", 1), ("%H:%M", 60), ("%nH:%M", 60)])
    late = rng.choice(["%nI:%M:%S %p", "%I:%M:%S %p"])
    offset = rng.choice(["colon", "plain", "short", "blank", "named"])
    link = rng.choice([" ", " ", "T"])
    date_text = rng.choice(["%Y-%m-%d", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"])
    english = rng.choice(["%nd %b %Y", "%d-%b-%Y", "%b %nd, %Y", "%B %nd, %Y", "%d %B %Y", "%Y %b %d",
                          "%a, %d %b %Y", "%A, %B %nd, %Y"])
    digits = rng.choice([3, 3, 6])
    form = DateForm
    kinds = [
        (20, form("ISO", strf(f"%Y-%m-%d{link}{clock}"), keeps)),
        (4, form("ISO fraction", lambda l, z: strf(f"%Y-%m-%d{link}%H:%M:%S")(l, z) +
                 f".{l.microsecond:06d}"[:digits + 1], fraction=digits)),
        (3, form("slashed year first", strf(f"%Y/%m/%d {clock}"), keeps)),
        (2, form("dotted year first", strf(f"%Y.%m.%d {clock}"), keeps)),
        (14, form(order + " " + mark, strf(f"{numbers}{mark}%Y {clock}"), keeps, order=order)),
        (3, form(order + " two digits", strf(f"{numbers}{mark}%y {clock}"), keeps, order=order,
                 two_digits=True)),
        (6, form(order + " 12 h", strf(f"{numbers}{mark}%Y {late}"), order=order)),
        (3, form("ISO 12 h", strf(f"%Y-%m-%d {late}"))),
        (5, form("names of months", strf(f"{english} {clock}"), keeps)),
        (3, form("names of months 12 h", strf(f"{english} {late}"))),
        (2, form("digits", strf(rng.choice(["%Y%m%d%H%M%S", "%Y%m%d %H%M%S", "%Y%m%dT%H%M%S"])))),
        (6, form("epoch s", epoch(1, rng.choice(["{}", "{}", "{}.0"])), instant=True)),
        (4, form("epoch ms", epoch(1000), instant=True)),
        (2, form("epoch us", epoch(1000000), instant=True)),
        (2, form("epoch ns", epoch(1000000000), instant=True)),
        (6, form("Z", in_utc(f"%Y-%m-%d{link}%H:%M:%S" + rng.choice(["Z", "Z", "+00:00", " UTC", ".000Z"])),
                 instant=True)),
        (6, form("offset " + offset, with_offset(f"%Y-%m-%d{link}%H:%M:%S", offset), instant=True)),
        (3, form("named UTC", in_utc(f"%Y-%m-%d{link}%H:%M:%S"), instant=True, utc_name=True)),
        (3, form("serial", serial, dated_name=True)),
        (5, form("date and clock", split(date_text, clock), keeps, split=True)),
        (3, form("date and clock " + order, split(f"{numbers}{mark}%Y", clock), keeps, order=order, split=True)),
        (2, form("date and 12 h", split("%Y-%m-%d", late), split=True)),
        (3, form("date and hour", split(date_text, "%nH"), 3600, split=True, hours=True)),
    ]
    return rng.choices([k[1] for k in kinds], [k[0] for k in kinds])[0]


def moments(rng, zone, count, keeps, proven, fraction):
    """Local times by day, of one season; with a day over 12, or none."""
    first = datetime.datetime(rng.randint(2012, 2024), rng.randint(1, 12), 1)
    days = rng.choice([1, 7, 30, 60])
    found = []
    while len(found) < count:
        at = first + datetime.timedelta(days=rng.randrange(days), seconds=rng.randrange(5 * 3600, 86000))
        if at.day > 12 and not proven:
            continue
        if fraction:
            at += datetime.timedelta(microseconds=rng.randrange(1000) * 1000)
        seconds = at.hour * 3600 + at.minute * 60 + at.second
        at -= datetime.timedelta(seconds=seconds % keeps)
        found.append(at)
    if proven and not any(at.day > 12 for at in found):
        found[-1] = found[-1].replace(day=rng.randint(13, 28))
    if rng.random() < 0.5:
        found.sort()
    return found
