/*
 * generate.c
 *	  Trips as people might make them.
 *
 * Distances are in centimetres east and north of the centre of a city.
 */
#include "core/geo/generate.h"

#include <stddef.h>

#define METRE 100
#define DOCK_DISTANCE (400 * METRE)
#define METRES_PER_LAT 111200

#define DATASOURCES 5
#define MAX_SPOTS 7
#define HOUR_SECONDS 3600

/* Days from the clock's 0 to a Monday. */
#define FIRST_MONDAY 2

/* Standard deviation of the sum of four numbers below 2^16. */
#define BELL_DEVIATION 37837

/* Some things are tried again until they fit, but not for ever. */
#define MAX_TRIES 64

/* What a place is to those who go there. */
typedef enum Purpose
{
	HOME,
	WORK,
	NIGHT,
	PURPOSES
} Purpose;

/* A hot spot: metres from the centre, its size, and what draws people. */
typedef struct Spot
{
	int32_t east;
	int32_t north;
	int32_t spread;
	uint32_t weights[PURPOSES];
} Spot;

typedef struct City
{
	const char *name;
	uint32_t weight;
	int32_t lon; /* 1e-7 degrees */
	int32_t lat;
	int32_t metres_per_lon;
	uint32_t datasources[DATASOURCES]; /* who tells of trips there */
	Spot spots[MAX_SPOTS];
} City;

enum
{
	BLUECAB,
	CITYWHEELS,
	PEDALPOST, /* has docks */
	TRAMLINE,
	NIGHTOWL /* drives by night only */
};

static const char *const datasource_names[DATASOURCES] = {
	"bluecab", "citywheels", "pedalpost", "tramline", "nightowl"};

static const City cities[] = {
	{"Vienna",
	 52,
	 163725000,
	 482084000,
	 74200,
	 {34, 24, 22, 14, 6},
	 {{300, -2600, 250, {1, 6, 2}}, /* main station */
	  {0, 0, 500, {2, 9, 9}},		/* old town */
	  {3300, 2800, 400, {1, 8, 1}}, /* offices by the Danube */
	  {-3800, -1200, 900, {7, 2, 3}},
	  {5600, 4900, 1300, {8, 1, 1}},
	  {-1500, 2600, 800, {5, 2, 4}},
	  {14300, -9400, 200, {1, 3, 1}}}}, /* airport */
	{"Lisbon",
	 33,
	 -91393000,
	 387169000,
	 86900,
	 {38, 30, 0, 24, 8},
	 {{0, -600, 350, {1, 7, 9}},
	  {-1000, 2400, 500, {2, 9, 2}},
	  {3700, 5600, 450, {2, 6, 2}},
	  {-4300, 1700, 900, {7, 1, 1}},
	  {-700, 4700, 800, {6, 3, 2}},
	  {800, 6100, 200, {1, 3, 2}}}},
	{"Montevideo",
	 15,
	 -561819000,
	 -349058000,
	 91300,
	 {55, 0, 45, 0, 0},
	 {{-1900, -200, 400, {1, 9, 7}},
	  {3400, -300, 600, {5, 5, 5}},
	  {600, 2100, 900, {6, 2, 1}},
	  {6700, 2900, 1200, {7, 1, 1}},
	  {15200, 7300, 200, {1, 2, 1}}}},
};
#define CITIES (sizeof cities / sizeof cities[0])

/* Monday to Sunday. */
static const uint32_t weekdays[7] = {100, 104, 106, 108, 118, 78, 56};

/* Hours of a day of work and of the weekend, and the sum of each. */
static const uint32_t hours[2][24] = {
	{3,	 2,	 1,	 1,	 2,	 8,	 26, 58, 66, 38, 26, 27,
	 31, 30, 27, 31, 45, 64, 58, 38, 26, 20, 14, 7},
	{34, 28, 20, 12, 6,	 4,	 5,	 9,	 15, 24, 33, 39,
	 42, 43, 42, 40, 40, 41, 42, 41, 38, 36, 37, 38}};
#define WORK_HOURS_SUM 649
#define FREE_HOURS_SUM 709

/* The weight of the hour that has the most: eight on a Friday. */
#define MAX_HOUR_WEIGHT (118 * 66 * FREE_HOURS_SUM)

/* ---- chance ------------------------------------------------------------ */

/* The next 64 random bits (splitmix64). */
static uint64_t
draw_bits(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* A whole number below n. */
static uint32_t
draw_below(uint64_t *state, uint32_t n)
{
	return (uint32_t) (((draw_bits(state) >> 32) * n) >> 32);
}

static bool
draw_percent(uint64_t *state, uint32_t percent)
{
	return draw_below(state, 100) < percent;
}

/* Near to normal, with mean 0: a sum of four. */
static int64_t
draw_bell(uint64_t *state, int64_t deviation)
{
	uint64_t bits = draw_bits(state);
	int64_t sum = (int64_t) ((bits >> 48) + (bits >> 32 & 0xffff) +
							 (bits >> 16 & 0xffff) + (bits & 0xffff));

	return (sum - 2 * 0xffff) * deviation / BELL_DEVIATION;
}

/* An index of the list, by weight. */
static uint32_t
draw_weighted(uint64_t *state, const uint32_t *weights, uint32_t count)
{
	uint32_t sum = 0;
	uint32_t chosen = 0;
	uint32_t left;

	for (uint32_t i = 0; i < count; i++)
		sum += weights[i];
	left = draw_below(state, sum);
	while (left >= weights[chosen])
		left -= weights[chosen++];
	return chosen;
}

/* ---- when -------------------------------------------------------------- */

/* The hour of the week that began on a Monday, 0 to 167. */
static int
hour_of_week(int64_t departure)
{
	int64_t hour = departure / (HOUR_SECONDS * TG_SECOND);

	if (departure % (HOUR_SECONDS * TG_SECOND) < 0)
		hour--;
	hour = (hour - FIRST_MONDAY * 24) % 168;
	return (int) (hour < 0 ? hour + 168 : hour);
}

static int64_t
draw_departure(uint64_t *state, int64_t since, int64_t until)
{
	uint64_t seconds = (uint64_t) ((until - since - 1) / TG_SECOND) + 1;
	int64_t departure = since;

	for (int i = 0; i < MAX_TRIES; i++)
	{
		int hour;
		bool free_day;
		uint32_t weight;

		departure = since + (int64_t) (draw_bits(state) % seconds) * TG_SECOND;
		hour = hour_of_week(departure);
		free_day = hour >= 5 * 24;
		weight = weekdays[hour / 24] * hours[free_day][hour % 24] *
				 (free_day ? WORK_HOURS_SUM : FREE_HOURS_SUM);
		if (draw_below(state, MAX_HOUR_WEIGHT) < weight)
			break;
	}
	return departure;
}

/* ---- from where to where ------------------------------------------------ */

static TgLonLat
draw_position(uint64_t *state, const City *city, Purpose purpose, bool at_dock)
{
	int64_t east;
	int64_t north;

	if (draw_percent(state, 12)) /* anywhere in town */
	{
		east = draw_bell(state, 5000 * METRE);
		north = draw_bell(state, 4000 * METRE);
	}
	else
	{
		uint32_t weights[MAX_SPOTS];
		const Spot *spot;

		for (int i = 0; i < MAX_SPOTS; i++)
			weights[i] = city->spots[i].weights[purpose];
		spot = &city->spots[draw_weighted(state, weights, MAX_SPOTS)];
		east = spot->east * METRE + draw_bell(state, spot->spread * METRE);
		north = spot->north * METRE + draw_bell(state, spot->spread * METRE);
	}
	if (at_dock)
	{
		east = east / DOCK_DISTANCE * DOCK_DISTANCE + 37 * METRE;
		north = north / DOCK_DISTANCE * DOCK_DISTANCE - 59 * METRE;
	}
	return (TgLonLat){
		city->lon + (int32_t) (east * (TG_E7 / METRE) / city->metres_per_lon),
		city->lat + (int32_t) (north * (TG_E7 / METRE) / METRES_PER_LAT)};
}

/* What draws people to both ends of a trip, by the hour of the week. */
static void
draw_purposes(uint64_t *state, int hour_of_week, Purpose *from, Purpose *to)
{
	int hour = hour_of_week % 24;

	*from = *to = WORK;
	if (hour >= 21 || hour < 5)
	{
		*from = NIGHT;
		*to = draw_percent(state, 70) ? HOME : NIGHT;
	}
	else if (hour_of_week >= 5 * 24)
	{
		*from = draw_percent(state, 50) ? HOME : NIGHT;
		*to = draw_percent(state, 50) ? HOME : NIGHT;
	}
	else if (hour < 10)
		*from = draw_percent(state, 85) ? HOME : WORK;
	else if (hour >= 15)
		*to = draw_percent(state, 80) ? HOME : NIGHT;
}

TgStatus
tg_generate_trip(uint64_t seed, uint64_t number, int64_t since, int64_t until,
				 TgGenerated *out)
{
	uint64_t state = seed;
	uint32_t city_weights[CITIES];
	const City *city;
	uint32_t datasource;
	int hour;
	Purpose from;
	Purpose to;

	if (since < TG_DEPARTURE_MIN || until > TG_DEPARTURE_END || since >= until)
		return TG_NO_SUCH_DATETIME;

	/* seeds that are near to each other begin far apart */
	state = draw_bits(&state) ^ number;
	state = draw_bits(&state);

	for (size_t i = 0; i < CITIES; i++)
		city_weights[i] = cities[i].weight;
	city = &cities[draw_weighted(&state, city_weights, CITIES)];
	out->region = city->name;

	out->trip.departure = draw_departure(&state, since, until);
	hour = hour_of_week(out->trip.departure);

	datasource = draw_weighted(&state, city->datasources, DATASOURCES);
	if (datasource == NIGHTOWL && hour % 24 >= 6 && hour % 24 < 20)
		datasource = BLUECAB;
	out->datasource = datasource_names[datasource];

	draw_purposes(&state, hour, &from, &to);
	out->trip.origin =
		draw_position(&state, city, from, datasource == PEDALPOST);
	for (int i = 0; i < MAX_TRIES; i++)
	{
		out->trip.destination =
			draw_position(&state, city, to, datasource == PEDALPOST);
		if (out->trip.destination.lon != out->trip.origin.lon ||
			out->trip.destination.lat != out->trip.origin.lat)
			break;
	}
	return TG_OK;
}
