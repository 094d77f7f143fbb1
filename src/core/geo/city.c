/*
 * city.c
 *	  Cities whose trips are published: where they are, and their customs.
 */
#include "core/geo/city.h"

#include <stddef.h>
#include <string.h>

/* From Deep Bay along the Shenzhen river to Mirs Bay. */
static const TgBorderPoint hong_kong[] = {
	{113.800, 22.420}, {113.900, 22.450}, {113.950, 22.475}, {113.990, 22.497},
	{114.030, 22.505}, {114.060, 22.515}, {114.085, 22.525}, {114.113, 22.529},
	{114.131, 22.538}, {114.155, 22.555}, {114.190, 22.556}, {114.225, 22.547},
	{114.270, 22.552}, {114.400, 22.560},
};

const TgCity tg_cities[] = {
	{"Jersey City", -74.12, 40.66, -74.022, 40.77, "America/New_York",
	 .month_first = true, .rides = "Citi Bike", .overlaps = true},
	{"New York", -74.3, 40.45, -73.65, 40.95, "America/New_York",
	 .month_first = true, .rides = "Citi Bike", .overlaps = true},
	{"Chicago", -88.0, 41.6, -87.5, 42.15, "America/Chicago",
	 .month_first = true, .rides = "Divvy"},
	{"Washington", -77.4, 38.7, -76.8, 39.15, "America/New_York",
	 .month_first = true, .rides = "Capital Bikeshare"},
	{"San Francisco", -122.6, 37.2, -121.7, 38.0, "America/Los_Angeles",
	 .month_first = true, .rides = "Bay Wheels"},
	{"Boston", -71.3, 42.2, -70.8, 42.55, "America/New_York",
	 .month_first = true, .rides = "Bluebikes"},
	{"Portland", -122.85, 45.4, -122.45, 45.65, "America/Los_Angeles",
	 .month_first = true, .rides = "Biketown"},
	{"Columbus", -83.2, 39.85, -82.8, 40.15, "America/New_York",
	 .month_first = true, .rides = "CoGo"},
	{"Minneapolis", -93.4, 44.85, -92.95, 45.1, "America/Chicago",
	 .month_first = true, .rides = "Nice Ride"},
	{"Philadelphia", -75.35, 39.85, -74.95, 40.15, "America/New_York",
	 .month_first = true, .rides = "Indego"},
	{"Los Angeles", -118.7, 33.65, -117.7, 34.35, "America/Los_Angeles",
	 .month_first = true, .rides = "Metro Bike Share"},
	{"San Diego", -117.35, 32.5, -116.85, 33.0, "America/Los_Angeles",
	 .month_first = true},
	{"Seattle", -122.5, 47.4, -122.1, 47.8, "America/Los_Angeles",
	 .month_first = true},
	{"Austin", -97.95, 30.1, -97.5, 30.55, "America/Chicago",
	 .month_first = true, .rides = "Austin MetroBike"},
	{"Houston", -95.8, 29.5, -95.0, 30.1, "America/Chicago",
	 .month_first = true},
	{"Dallas", -97.1, 32.6, -96.5, 33.05, "America/Chicago",
	 .month_first = true},
	{"Denver", -105.15, 39.6, -104.75, 39.95, "America/Denver",
	 .month_first = true},
	{"Louisville", -85.95, 38.0, -85.4, 38.4, "America/Kentucky/Louisville",
	 .month_first = true},
	{"Pittsburgh", -80.15, 40.35, -79.8, 40.55, "America/New_York",
	 .month_first = true},
	{"Detroit", -83.35, 42.2, -82.85, 42.5, "America/Detroit",
	 .month_first = true},
	{"Atlanta", -84.6, 33.6, -84.2, 34.0, "America/New_York",
	 .month_first = true},
	{"Miami", -80.45, 25.6, -80.05, 26.0, "America/New_York",
	 .month_first = true},
	{"Kansas City", -94.8, 38.9, -94.35, 39.3, "America/Chicago",
	 .month_first = true},
	{"Chattanooga", -85.4, 34.95, -85.15, 35.15, "America/New_York",
	 .month_first = true},
	{"Toronto", -79.65, 43.55, -79.1, 43.9, "America/Toronto",
	 .month_first = true, .rides = "Bike Share Toronto"},
	{"Montreal", -74.0, 45.35, -73.4, 45.75, "America/Toronto",
	 .month_first = false, .rides = "BIXI"},
	{"Vancouver", -123.3, 49.15, -122.85, 49.4, "America/Vancouver",
	 .month_first = true, .rides = "Mobi"},
	{"Mexico City", -99.4, 19.15, -98.9, 19.65, "America/Mexico_City",
	 .month_first = false, .rides = "Ecobici"},
	{"Bogota", -74.25, 4.45, -73.95, 4.9, "America/Bogota",
	 .month_first = false},
	{"Lima", -77.2, -12.3, -76.8, -11.8, "America/Lima", .month_first = false},
	{"Santiago", -70.85, -33.65, -70.45, -33.3, "America/Santiago",
	 .month_first = false},
	{"Buenos Aires", -58.6, -34.75, -58.3, -34.5,
	 "America/Argentina/Buenos_Aires", .month_first = false},
	{"Sao Paulo", -46.9, -23.8, -46.3, -23.35, "America/Sao_Paulo",
	 .month_first = false},
	{"Rio de Janeiro", -43.8, -23.1, -43.1, -22.75, "America/Sao_Paulo",
	 .month_first = false},
	{"London", -0.55, 51.25, 0.35, 51.72, "Europe/London",
	 .month_first = false},
	{"Manchester", -2.5, 53.3, -2.0, 53.65, "Europe/London",
	 .month_first = false},
	{"Edinburgh", -3.45, 55.85, -3.05, 56.0, "Europe/London",
	 .month_first = false},
	{"Dublin", -6.45, 53.2, -6.05, 53.45, "Europe/Dublin",
	 .month_first = false},
	{"Paris", 2.05, 48.65, 2.65, 49.05, "Europe/Paris", .month_first = false},
	{"Lyon", 4.7, 45.65, 5.05, 45.9, "Europe/Paris", .month_first = false},
	{"Brussels", 4.2, 50.75, 4.55, 50.95, "Europe/Brussels",
	 .month_first = false},
	{"Amsterdam", 4.7, 52.25, 5.1, 52.45, "Europe/Amsterdam",
	 .month_first = false},
	{"Rotterdam", 4.3, 51.8, 4.65, 52.0, "Europe/Amsterdam",
	 .month_first = false},
	{"Berlin", 13.05, 52.3, 13.8, 52.7, "Europe/Berlin", .month_first = false},
	{"Hamburg", 9.7, 53.35, 10.35, 53.75, "Europe/Berlin",
	 .month_first = false},
	{"Munich", 11.35, 48.0, 11.8, 48.3, "Europe/Berlin", .month_first = false},
	{"Cologne", 6.75, 50.8, 7.2, 51.1, "Europe/Berlin", .month_first = false},
	{"Frankfurt", 8.45, 50.0, 8.85, 50.25, "Europe/Berlin",
	 .month_first = false},
	{"Stuttgart", 9.0, 48.65, 9.35, 48.9, "Europe/Berlin",
	 .month_first = false},
	{"Vienna", 16.15, 48.05, 16.6, 48.35, "Europe/Vienna",
	 .month_first = false},
	{"Zurich", 8.4, 47.3, 8.65, 47.45, "Europe/Zurich", .month_first = false},
	{"Geneva", 6.0, 46.1, 6.3, 46.35, "Europe/Zurich", .month_first = false},
	{"Prague", 14.2, 49.93, 14.75, 50.2, "Europe/Prague",
	 .month_first = false},
	{"Brno", 16.4, 49.1, 16.75, 49.3, "Europe/Prague", .month_first = false},
	{"Bratislava", 16.95, 48.0, 17.3, 48.27, "Europe/Bratislava",
	 .month_first = false},
	{"Budapest", 18.9, 47.35, 19.35, 47.62, "Europe/Budapest",
	 .month_first = false},
	{"Warsaw", 20.8, 52.05, 21.3, 52.4, "Europe/Warsaw", .month_first = false},
	{"Krakow", 19.75, 49.95, 20.25, 50.15, "Europe/Warsaw",
	 .month_first = false},
	{"Copenhagen", 12.2, 55.5, 12.75, 55.85, "Europe/Copenhagen",
	 .month_first = false},
	{"Oslo", 10.5, 59.8, 11.0, 60.0, "Europe/Oslo", .month_first = false,
	 .rides = "Oslo Bysykkel"},
	{"Bergen", 5.15, 60.25, 5.5, 60.5, "Europe/Oslo", .month_first = false,
	 .rides = "Bergen Bysykkel"},
	{"Trondheim", 10.2, 63.3, 10.6, 63.5, "Europe/Oslo", .month_first = false,
	 .rides = "Trondheim Bysykkel"},
	{"Stockholm", 17.75, 59.2, 18.35, 59.5, "Europe/Stockholm",
	 .month_first = false},
	{"Gothenburg", 11.75, 57.6, 12.2, 57.8, "Europe/Stockholm",
	 .month_first = false},
	{"Helsinki", 24.5, 60.05, 25.3, 60.35, "Europe/Helsinki",
	 .month_first = false},
	{"Turin", 7.45, 44.9, 7.85, 45.2, "Europe/Rome", .month_first = false},
	{"Milan", 9.0, 45.35, 9.35, 45.6, "Europe/Rome", .month_first = false},
	{"Rome", 12.2, 41.7, 12.8, 42.1, "Europe/Rome", .month_first = false},
	{"Madrid", -3.95, 40.25, -3.45, 40.65, "Europe/Madrid",
	 .month_first = false},
	{"Barcelona", 2.0, 41.25, 2.3, 41.55, "Europe/Madrid",
	 .month_first = false},
	{"Lisbon", -9.35, 38.6, -9.0, 38.9, "Europe/Lisbon", .month_first = false},
	{"Porto", -8.75, 41.05, -8.45, 41.3, "Europe/Lisbon",
	 .month_first = false},
	{"Athens", 23.55, 37.8, 23.95, 38.15, "Europe/Athens",
	 .month_first = false},
	{"Istanbul", 28.5, 40.8, 29.5, 41.35, "Europe/Istanbul",
	 .month_first = false},
	{"Kyiv", 30.2, 50.2, 30.9, 50.65, "Europe/Kyiv", .month_first = false},
	{"Moscow", 37.1, 55.4, 38.0, 56.05, "Europe/Moscow", .month_first = false},
	{"Saint Petersburg", 29.7, 59.7, 30.8, 60.15, "Europe/Moscow",
	 .month_first = false},
	{"Cairo", 31.0, 29.8, 31.7, 30.3, "Africa/Cairo", .month_first = false},
	{"Lagos", 3.05, 6.35, 3.75, 6.75, "Africa/Lagos", .month_first = false},
	{"Nairobi", 36.6, -1.5, 37.15, -1.1, "Africa/Nairobi",
	 .month_first = false},
	{"Johannesburg", 27.75, -26.4, 28.35, -25.9, "Africa/Johannesburg",
	 .month_first = false},
	{"Cape Town", 18.3, -34.2, 18.9, -33.7, "Africa/Johannesburg",
	 .month_first = false},
	{"Dubai", 54.9, 24.8, 55.6, 25.4, "Asia/Dubai", .month_first = false},
	{"Delhi", 76.8, 28.3, 77.6, 28.95, "Asia/Kolkata", .month_first = false},
	{"Mumbai", 72.7, 18.85, 73.2, 19.35, "Asia/Kolkata", .month_first = false},
	{"Bengaluru", 77.35, 12.75, 77.9, 13.25, "Asia/Kolkata",
	 .month_first = false},
	{"Singapore", 103.55, 1.15, 104.1, 1.5, "Asia/Singapore",
	 .month_first = false},
	{"Jakarta", 106.6, -6.45, 107.1, -6.0, "Asia/Jakarta",
	 .month_first = false},
	{"Hong Kong", 113.8, 22.15, 114.4, 22.6, "Asia/Hong_Kong",
	 .month_first = false, .overlaps = true, .north_border = hong_kong},
	{"Shenzhen", 113.7, 22.4, 114.65, 22.9, "Asia/Shanghai",
	 .month_first = false, .overlaps = true},
	{"Shanghai", 120.85, 30.7, 122.0, 31.65, "Asia/Shanghai",
	 .month_first = false},
	{"Beijing", 115.9, 39.5, 116.9, 40.4, "Asia/Shanghai",
	 .month_first = false},
	{"Chengdu", 103.7, 30.4, 104.4, 30.95, "Asia/Shanghai",
	 .month_first = false},
	{"Xi'an", 108.6, 34.0, 109.3, 34.5, "Asia/Shanghai", .month_first = false},
	{"Taipei", 121.35, 24.9, 121.75, 25.25, "Asia/Taipei",
	 .month_first = false},
	{"Seoul", 126.7, 37.4, 127.2, 37.72, "Asia/Seoul", .month_first = false},
	{"Tokyo", 139.4, 35.45, 140.0, 35.9, "Asia/Tokyo", .month_first = false},
	{"Sydney", 150.7, -34.2, 151.4, -33.55, "Australia/Sydney",
	 .month_first = false},
	{"Melbourne", 144.6, -38.1, 145.4, -37.5, "Australia/Melbourne",
	 .month_first = false},
	{.name = NULL},
};

const TgCity *
tg_city_named(const char *name)
{
	for (const TgCity *city = tg_cities; city->name != NULL; city++)
		if (name != NULL && strcmp(city->name, name) == 0)
			return city;
	return NULL;
}

/* The latitude of a line at a longitude within it. */
static double
line_at(const TgBorderPoint *line, double lon)
{
	while (line[1].lon < lon)
		line++;
	return line[0].lat + (line[1].lat - line[0].lat) * (lon - line[0].lon) /
							 (line[1].lon - line[0].lon);
}

static bool
is_within(const TgCity *city, double lon, double lat, double reach)
{
	return lon >= city->west - reach && lon <= city->east + reach &&
		   lat >= city->south - reach && lat <= city->north + reach;
}

bool
tg_city_has(const TgCity *city, double lon, double lat)
{
	return is_within(city, lon, lat, 0) &&
		   (city->north_border == NULL ||
			lat <= line_at(city->north_border, lon));
}

const TgCity *
tg_city_of(TgLonLat position)
{
	double lon = position.lon / (double) TG_E7;
	double lat = position.lat / (double) TG_E7;

	for (const TgCity *city = tg_cities; city->name != NULL; city++)
		if (tg_city_has(city, lon, lat))
			return city;
	return NULL;
}

const TgCity *
tg_city_about(TgLonLat position, const TgCity *usual, double reach)
{
	double lon = position.lon / (double) TG_E7;
	double lat = position.lat / (double) TG_E7;
	const TgCity *city;

	if (!usual->overlaps && is_within(usual, lon, lat, 0))
		return usual;
	city = tg_city_of(position);
	if (city == NULL && is_within(usual, lon, lat, reach))
		return usual;
	return city;
}
