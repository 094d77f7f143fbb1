/*
 * generate.c
 *	  Write trips as CSV, for measurements: seven cities from large to tiny
 *	  over two years, with hot spots, rush hours, seasons and five
 *	  datasources.
 *
 * Trips are written as they are drawn, so any number needs no memory.  Only
 * whole numbers, sums and products decide, so the same trips, seed and dirt
 * give the same file on every system (see -ffp-contract=off in bench/run);
 * more trips of the same seed begin with the same rows.
 *
 *	  generate --trips N [--seed S] [--dirt SHARE]
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS (104 * 7)
#define MAX_CHOICES 768
#define MAX_SPOTS 400
#define DATASOURCES 5
#define NIGHTOWL 4	/* drives by night only */
#define TRAMLINE 3	/* tells whole minutes only */
#define PEDALPOST 2 /* has docks */

#define DEGREE INT64_C(100000000000000) /* 1e-14 degrees in one */
#define METRES_PER_LAT 111200.0
#define DOCK_METRES 350

/* Room for a row, however long, at the end of the buffer. */
#define BUFFER_BYTES (1 << 20)
#define ROW_BYTES 512

/* An index drawn by weight, in constant time (Walker's alias method). */
typedef struct Choice
{
	uint32_t count;
	uint32_t keep[MAX_CHOICES]; /* out of 2^32 */
	uint32_t other[MAX_CHOICES];
} Choice;

/* What a place is to those who go there. */
typedef enum Purpose
{
	HOME,
	WORK,
	NIGHT,
	PURPOSES
} Purpose;

/* A hot spot: metres east and north of the city's centre, and its size. */
typedef struct Spot
{
	double east;
	double north;
	double spread;
} Spot;

typedef struct City
{
	const char *name;
	double share;
	double lon;
	double lat;
	double metres_per_lon;
	double radius; /* metres within which most of it lies */
	uint32_t spot_count;
	double mix[DATASOURCES];
} City;

/* Where people go in a city, and who tells of it. */
typedef struct Layout
{
	Spot spots[MAX_SPOTS];
	Choice spot_of[PURPOSES];
	Choice datasource;
} Layout;

static const City cities[] = {
	{"New Delhi", 46, 77.209, 28.6139, 97700, 17000, 400, {40, 26, 12, 14, 8}},
	{"Istanbul", 27, 28.9784, 41.0082, 84000, 15000, 320, {44, 30, 0, 18, 8}},
	{"Warsaw", 14, 21.0122, 52.2297, 68200, 8000, 180, {26, 22, 24, 22, 6}},
	{"Porto", 7.5, -8.6291, 41.1579, 83800, 5000, 90, {45, 0, 25, 25, 5}},
	{"Bergen", 3.9, 5.3221, 60.3913, 55000, 3500, 50, {50, 30, 20, 0, 0}},
	{"Hobart", 1.4, 147.3272, -42.8821, 81600, 3000, 30, {70, 0, 30, 0, 0}},
	{"Nuuk", 0.2, -51.7216, 64.1814, 48500, 1200, 8, {100, 0, 0, 0, 0}},
};
#define CITIES (sizeof cities / sizeof cities[0])

static const char *const datasource_names[DATASOURCES] = {
	"bluecab", "citywheels", "pedalpost", "tramline", "nightowl"};

/* Monday to Sunday, January to December. */
static const double weekdays[7] = {100, 104, 106, 109, 120, 82, 58};
static const double months[12] = {82,  86, 96,	101, 108, 112,
								  104, 92, 112, 110, 100, 88};

static const double work_hours[24] = {3,  2,  1,  1,  2,  8,  26, 58,
									  66, 38, 26, 27, 31, 30, 27, 31,
									  45, 64, 58, 38, 26, 20, 14, 7};
static const double free_hours[24] = {34, 28, 20, 12, 6,  4,  5,  9,
									  15, 24, 33, 39, 42, 43, 42, 40,
									  40, 41, 42, 41, 38, 36, 37, 38};

static Layout layouts[CITIES];
static Choice city_of;
static Choice day_of;
static Choice work_hour_of;
static Choice free_hour_of;
static char dates[DAYS][11];

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

/* From 0 to below 1. */
static double
draw_unit(uint64_t *state)
{
	return (double) (draw_bits(state) >> 11) / 9007199254740992.0;
}

/* A whole number below n. */
static uint32_t
draw_below(uint64_t *state, uint32_t n)
{
	return (uint32_t) (((draw_bits(state) >> 32) * n) >> 32);
}

/* Near to normal with mean 0 and deviation 1: a sum of four halves. */
static double
draw_bell(uint64_t *state)
{
	uint64_t a = draw_bits(state);
	uint64_t b = draw_bits(state);
	uint64_t sum = (a >> 32) + (a & UINT32_MAX) + (b >> 32) + (b & UINT32_MAX);

	return ((double) sum / 4294967296.0 - 2) * 1.7320508075688772;
}

static uint32_t
draw_choice(uint64_t *state, const Choice *choice)
{
	uint64_t bits = draw_bits(state);
	uint32_t i = (uint32_t) (((bits >> 32) * choice->count) >> 32);

	return (uint32_t) bits < choice->keep[i] ? i : choice->other[i];
}

/* Make i be drawn with a probability of weights[i] to their sum. */
static void
prepare_choice(Choice *choice, const double *weights, uint32_t count)
{
	double left[MAX_CHOICES];
	uint32_t small[MAX_CHOICES];
	uint32_t large[MAX_CHOICES];
	uint32_t smalls = 0;
	uint32_t larges = 0;
	double sum = 0;

	choice->count = count;
	for (uint32_t i = 0; i < count; i++)
		sum += weights[i];
	for (uint32_t i = 0; i < count; i++)
	{
		left[i] = weights[i] * count / sum;
		choice->keep[i] = UINT32_MAX;
		choice->other[i] = i;
		if (left[i] < 1)
			small[smalls++] = i;
		else
			large[larges++] = i;
	}
	while (smalls > 0 && larges > 0)
	{
		uint32_t less = small[--smalls];
		uint32_t more = large[larges - 1];

		choice->keep[less] = (uint32_t) (left[less] * 4294967295.0);
		choice->other[less] = more;
		left[more] -= 1 - left[less];
		if (left[more] < 1)
			small[smalls++] = large[--larges];
	}
}

/* ---- text --------------------------------------------------------------- */

static char *
put_text(char *at, const char *text)
{
	size_t len = strlen(text);

	memcpy(at, text, len);
	return at + len;
}

/* Write a number below 100 with two digits. */
static char *
put_two(char *at, uint32_t number)
{
	at[0] = (char) ('0' + number / 10);
	at[1] = (char) ('0' + number % 10);
	return at + 2;
}

/* ---- the world --------------------------------------------------------- */

/*
 * Lay out a city's hot spots: the first are the most visited, dense in the
 * middle and wider outside; the second is an airport.
 */
static void
prepare_city(const City *city, Layout *layout, uint64_t *state)
{
	double weights[PURPOSES][MAX_SPOTS];

	for (uint32_t i = 0; i < city->spot_count; i++)
	{
		Spot *spot = &layout->spots[i];
		double away = 0.1 + 0.6 * i / city->spot_count;
		double visited = 1 / (1.5 + i);

		spot->east = draw_bell(state) * city->radius * away;
		spot->north = draw_bell(state) * city->radius * away;
		spot->spread = 60 + city->radius * 0.06 * away *
								(0.3 + draw_unit(state) * draw_unit(state));
		weights[HOME][i] = visited * (i < 6 ? 0.2 : 1 + draw_unit(state));
		weights[WORK][i] = visited * (i % 3 == 0 ? 2.5 : draw_unit(state));
		weights[NIGHT][i] = visited * (i % 4 == 1 ? 2 : draw_unit(state));
	}
	if (city->spot_count > 1)
	{
		layout->spots[1].east = city->radius * 0.9;
		layout->spots[1].north = city->radius * -0.5;
		layout->spots[1].spread = 120;
	}
	for (int p = 0; p < PURPOSES; p++)
		prepare_choice(&layout->spot_of[p], weights[p], city->spot_count);
	prepare_choice(&layout->datasource, city->mix, DATASOURCES);
}

/* Two years of whole weeks from Monday 2023-01-02, with a slow rise. */
static void
prepare_days(void)
{
	static const int lengths[12] = {31, 28, 31, 30, 31, 30,
									31, 31, 30, 31, 30, 31};
	double weights[DAYS];
	int year = 2023;
	int month = 0;
	int day = 2;

	for (int i = 0; i < DAYS; i++)
	{
		int leap = month == 1 && year % 4 == 0;

		memcpy(dates[i], year == 2023 ? "2023-" : "2024-", 5);
		put_two(dates[i] + 5, (uint32_t) month + 1);
		dates[i][7] = '-';
		put_two(dates[i] + 8, (uint32_t) day);
		weights[i] = weekdays[i % 7] * months[month] * (1 + 0.3 * i / DAYS);
		if (++day > lengths[month] + leap)
		{
			day = 1;
			month = (month + 1) % 12;
			year += month == 0;
		}
	}
	prepare_choice(&day_of, weights, DAYS);
}

/* The world is the same for every seed. */
static void
prepare_world(void)
{
	uint64_t state = 20230102;
	double shares[CITIES];

	for (uint32_t c = 0; c < CITIES; c++)
	{
		prepare_city(&cities[c], &layouts[c], &state);
		shares[c] = cities[c].share;
	}
	prepare_choice(&city_of, shares, CITIES);
	prepare_days();
	prepare_choice(&work_hour_of, work_hours, 24);
	prepare_choice(&free_hour_of, free_hours, 24);
}

/* ---- a trip ------------------------------------------------------------ */

typedef struct Place
{
	double east; /* metres from the centre */
	double north;
} Place;

typedef struct Drawn
{
	uint32_t city;
	Place from;
	Place to;
	uint32_t day;
	uint32_t hour;
	uint32_t minute;
	uint32_t second;
	uint32_t datasource;
} Drawn;

/* The nearest dock's place, in one dimension. */
static double
at_dock(double metres)
{
	return (double) ((int64_t) metres / DOCK_METRES * DOCK_METRES) + 37.5;
}

/* Draw where people of that purpose begin or end a trip. */
static Place
draw_place(uint64_t *state, uint32_t city, Purpose purpose)
{
	const Layout *layout = &layouts[city];
	double radius = cities[city].radius;
	Place place;

	if (draw_below(state, 100) < 10) /* anywhere in town */
	{
		place.east = draw_bell(state) * radius * 0.45;
		place.north = draw_bell(state) * radius * 0.45;
	}
	else
	{
		const Spot *spot =
			&layout->spots[draw_choice(state, &layout->spot_of[purpose])];

		place.east = spot->east + draw_bell(state) * spot->spread;
		place.north = spot->north + draw_bell(state) * spot->spread;
	}
	return place;
}

/* Why people leave, and where they go, at that time. */
static void
draw_purposes(uint64_t *state, bool weekend, uint32_t hour, Purpose *from,
			  Purpose *to)
{
	uint32_t luck = draw_below(state, 100);

	*from = *to = WORK;
	if (hour >= 21 || hour < 5)
	{
		*from = NIGHT;
		*to = luck < 70 ? HOME : NIGHT;
	}
	else if (weekend)
	{
		*from = luck % 2 == 0 ? HOME : NIGHT;
		*to = luck < 50 ? HOME : NIGHT;
	}
	else if (hour < 10)
		*from = luck < 85 ? HOME : WORK;
	else if (hour >= 15)
		*to = luck < 80 ? HOME : NIGHT;
}

static void
draw_trip(uint64_t *state, Drawn *trip)
{
	Purpose from;
	Purpose to;
	bool weekend;

	trip->city = draw_choice(state, &city_of);
	trip->datasource = draw_choice(state, &layouts[trip->city].datasource);
	trip->day = draw_choice(state, &day_of);
	weekend = trip->day % 7 >= 5;
	trip->hour = draw_choice(state, weekend ? &free_hour_of : &work_hour_of);
	if (trip->datasource == NIGHTOWL && trip->hour >= 6 && trip->hour < 20)
		trip->hour = (20 + trip->hour % 10) % 24;
	trip->minute = draw_below(state, 60);
	trip->second = draw_below(state, 60);
	if (trip->datasource == TRAMLINE)
		trip->second = 0;

	draw_purposes(state, weekend, trip->hour, &from, &to);
	trip->from = draw_place(state, trip->city, from);
	if (draw_below(state, 100) < 40) /* not far */
	{
		trip->to.east = trip->from.east + draw_bell(state) * 1800;
		trip->to.north = trip->from.north + draw_bell(state) * 1800;
	}
	else
		trip->to = draw_place(state, trip->city, to);
	if (trip->datasource == PEDALPOST)
	{
		trip->from.east = at_dock(trip->from.east);
		trip->from.north = at_dock(trip->from.north);
		trip->to.east = at_dock(trip->to.east);
		trip->to.north = at_dock(trip->to.north);
	}
}

/* ---- its row ----------------------------------------------------------- */

/* Write 1e-14 degrees as degrees, without zeros at the end but one. */
static char *
put_degrees(char *at, int64_t value)
{
	uint64_t size = (uint64_t) (value < 0 ? -value : value);
	uint32_t whole = (uint32_t) (size / DEGREE);
	uint64_t rest = size % DEGREE;
	uint32_t part[2] = {(uint32_t) (rest / 10000000),
						(uint32_t) (rest % 10000000)};

	if (value < 0)
		*at++ = '-';
	if (whole >= 100)
		*at++ = '1';
	if (whole >= 10)
		*at++ = (char) ('0' + whole / 10 % 10);
	*at++ = (char) ('0' + whole % 10);
	*at++ = '.';
	for (int p = 0; p < 2; p++, at += 7)
	{
		put_two(at, part[p] / 100000);
		put_two(at + 2, part[p] / 1000 % 100);
		put_two(at + 4, part[p] / 10 % 100);
		at[6] = (char) ('0' + part[p] % 10);
	}
	while (at[-1] == '0' && at[-2] != '.')
		at--;
	return at;
}

static char *
put_point(char *at, const City *city, Place place)
{
	double lon = city->lon + place.east / city->metres_per_lon;
	double lat = city->lat + place.north / METRES_PER_LAT;

	at = put_text(at, "POINT (");
	at = put_degrees(at, (int64_t) (lon * (double) DEGREE));
	*at++ = ' ';
	at = put_degrees(at, (int64_t) (lat * (double) DEGREE));
	*at++ = ')';
	return at;
}

static char *
put_trip(char *at, const Drawn *trip)
{
	const City *city = &cities[trip->city];

	at = put_text(at, city->name);
	*at++ = ',';
	at = put_point(at, city, trip->from);
	*at++ = ',';
	at = put_point(at, city, trip->to);
	*at++ = ',';
	at = put_text(at, dates[trip->day]);
	*at++ = ' ';
	at = put_two(at, trip->hour);
	*at++ = ':';
	at = put_two(at, trip->minute);
	*at++ = ':';
	at = put_two(at, trip->second);
	*at++ = ',';
	at = put_text(at, datasource_names[trip->datasource]);
	*at++ = '\n';
	return at;
}

/* Write a row that has five fields and is no trip. */
static char *
put_dirt(char *at, uint64_t *state)
{
	static const char *const rows[] = {
		"Porto,,POINT (-8.61 41.15),2023-03-04 05:06:07,bluecab\n",
		"Porto,POINT (-8.61 41.15),POINT EMPTY,2023-03-04 05:06:07,bluecab\n",
		"Warsaw,POINT (21.01 152.2),POINT (21 52),2023-03-04 05:06:07,tramline"
		"\n",
		"Warsaw,POINT (NaN 52.2),POINT (21 52),2023-03-04 05:06:07,tramline\n",
		"Warsaw,POINT (21.0152.2),POINT (21 52),2023-03-04 "
		"05:06:07,tramline\n",
		"Bergen,\"LINESTRING (5 60, 6 60)\",POINT (5 60),2023-03-04 05:06:07,"
		"bluecab\n",
		"Bergen,POINT (5.3 60.4),POINT (5.4 60.4),2023-02-30 05:06:07,"
		"bluecab\n",
		"Bergen,POINT (5.3 60.4),POINT (5.4 60.4),yesteryear,bluecab\n",
		"Bergen,POINT (5.3 60.4),POINT (5.4 60.4),,bluecab\n",
		",POINT (5.3 60.4),POINT (5.4 60.4),2023-03-04 05:06:07,bluecab\n",
		"Nuuk,POINT (-51.7 64.2),POINT (-51.8 64.2),2023-03-04 05:06:07,\n",
	};

	return put_text(at, rows[draw_below(state, sizeof rows / sizeof rows[0])]);
}

/* ---- the program ------------------------------------------------------- */

/* Write the buffer out, or end the program. */
static void
write_out(const char *buffer, const char *at)
{
	size_t len = (size_t) (at - buffer);

	if (fwrite(buffer, 1, len, stdout) != len || fflush(stdout) != 0)
	{
		perror("generate: could not write");
		exit(1);
	}
}

static void
write_trips(uint64_t trips, uint64_t seed, double dirt)
{
	static char buffer[BUFFER_BYTES];
	uint32_t dirty = (uint32_t) (dirt * 4294967295.0);
	/* seeds near to each other must not give the same numbers, shifted */
	uint64_t state = draw_bits(&seed);
	uint64_t dirt_state = draw_bits(&seed);
	char *at = put_text(
		buffer, "region,origin_coord,destination_coord,datetime,datasource\n");

	for (uint64_t i = 0; i < trips; i++)
	{
		Drawn trip;

		if (at > buffer + BUFFER_BYTES - ROW_BYTES)
		{
			write_out(buffer, at);
			at = buffer;
		}
		draw_trip(&state, &trip);
		if (dirty > 0 && (uint32_t) draw_bits(&dirt_state) < dirty)
			at = put_dirt(at, &dirt_state);
		else
			at = put_trip(at, &trip);
	}
	write_out(buffer, at);
}

static int
usage(FILE *to)
{
	fprintf(to, "usage: generate --trips N [--seed S] [--dirt SHARE]\n"
				"  SHARE  of rows that are no trips, from 0 to 1\n");
	return to == stdout ? 0 : 2;
}

int
main(int argc, char **argv)
{
	unsigned long long trips = 0;
	unsigned long long seed = 1;
	double dirt = 0;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return usage(stdout);
	if (argc == 1 || argc % 2 == 0)
		return usage(stderr);
	for (int i = 1; i < argc; i += 2)
	{
		const char *value = argv[i + 1];
		char *end;

		if (*value < '0' || *value > '9')
			return usage(stderr);
		if (strcmp(argv[i], "--trips") == 0)
			trips = strtoull(value, &end, 10);
		else if (strcmp(argv[i], "--seed") == 0)
			seed = strtoull(value, &end, 10);
		else if (strcmp(argv[i], "--dirt") == 0)
			dirt = strtod(value, &end);
		else
			return usage(stderr);
		if (*end != '\0' || dirt > 1)
			return usage(stderr);
	}
	prepare_world();
	write_trips(trips, seed, dirt);
	return 0;
}
