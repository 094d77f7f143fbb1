"""places.py
  Where trips are: cities by their middles and clocks, and places far from all
  that are known.
"""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Place:
    name: str       # a region's; "unknown" where nobody knows it
    lon: float
    lat: float
    zone: str
    month_first: bool = False

    @property
    def known(self):
        return self.name != "unknown"


# the middles of cities, none of which another's outskirts reach
CITIES = [
    Place("Vienna", 16.3725, 48.2084, "Europe/Vienna"),
    Place("Prague", 14.4208, 50.0880, "Europe/Prague"),
    Place("Berlin", 13.4050, 52.5200, "Europe/Berlin"),
    Place("Hamburg", 9.9937, 53.5511, "Europe/Berlin"),
    Place("Paris", 2.3522, 48.8566, "Europe/Paris"),
    Place("London", -0.1278, 51.5074, "Europe/London"),
    Place("Madrid", -3.7038, 40.4168, "Europe/Madrid"),
    Place("Lisbon", -9.1600, 38.7400, "Europe/Lisbon"),
    Place("Rome", 12.4964, 41.9028, "Europe/Rome"),
    Place("Milan", 9.1900, 45.4642, "Europe/Rome"),
    Place("Amsterdam", 4.9041, 52.3676, "Europe/Amsterdam"),
    Place("Warsaw", 21.0122, 52.2297, "Europe/Warsaw"),
    Place("Stockholm", 18.0686, 59.3293, "Europe/Stockholm"),
    Place("Oslo", 10.7522, 59.9139, "Europe/Oslo"),
    Place("Helsinki", 24.9384, 60.1699, "Europe/Helsinki"),
    Place("Moscow", 37.6173, 55.7558, "Europe/Moscow"),
    Place("Chicago", -87.7000, 41.8800, "America/Chicago", True),
    Place("Washington", -77.0369, 38.9072, "America/New_York", True),
    Place("Boston", -71.0589, 42.3601, "America/New_York", True),
    Place("Seattle", -122.3321, 47.6062, "America/Los_Angeles", True),
    Place("Denver", -104.9903, 39.7392, "America/Denver", True),
    Place("Toronto", -79.3832, 43.6700, "America/Toronto", True),
    Place("Montreal", -73.5900, 45.5200, "America/Toronto"),
    Place("Mexico City", -99.1500, 19.4200, "America/Mexico_City"),
    Place("Bogota", -74.0900, 4.6500, "America/Bogota"),
    Place("Lima", -77.0300, -12.0600, "America/Lima"),
    Place("Sao Paulo", -46.6333, -23.5505, "America/Sao_Paulo"),
    Place("Nairobi", 36.8219, -1.2921, "Africa/Nairobi"),
    Place("Singapore", 103.8198, 1.3521, "Asia/Singapore"),
    Place("Beijing", 116.4074, 39.9042, "Asia/Shanghai"),
    Place("Chengdu", 104.0668, 30.6500, "Asia/Shanghai"),
    Place("Taipei", 121.5400, 25.0500, "Asia/Taipei"),
    Place("Seoul", 126.9780, 37.5665, "Asia/Seoul"),
    Place("Tokyo", 139.7000, 35.6800, "Asia/Tokyo"),
    Place("Sydney", 151.1000, -33.8500, "Australia/Sydney"),
]

NOWHERE = [
    Place("unknown", -96.0100, 41.2500, "America/Chicago", True),    # Omaha
    Place("unknown", 11.3900, 47.2600, "Europe/Vienna"),             # Innsbruck
    Place("unknown", 15.4400, 47.0700, "Europe/Vienna"),             # Graz
    Place("unknown", -0.8900, 41.6500, "Europe/Madrid"),             # Zaragoza
    Place("unknown", -43.9400, -19.9200, "America/Sao_Paulo"),       # Belo Horizonte
    Place("unknown", 110.3500, 20.0200, "Asia/Shanghai"),            # Haikou
    Place("unknown", 174.7600, -36.8500, "Pacific/Auckland"),
    Place("unknown", -111.8900, 40.7600, "America/Denver", True),    # Salt Lake City
    Place("unknown", 36.2300, 49.9900, "Europe/Kyiv"),               # Kharkiv
    Place("unknown", 24.7500, 59.4300, "Europe/Tallinn"),
]


def position(rng, place, decimals=6):
    """A place in the city, as so many decimals write it."""
    lon = round(place.lon + rng.uniform(-0.04, 0.04), decimals)
    lat = round(place.lat + rng.uniform(-0.03, 0.03), decimals)
    return lon, lat
