/*
 * trip_text.c
 *	  The text forms of trips and groups.
 */
#include "core/text/trip_text.h"

#include <stdio.h>
#include <string.h>

#include "core/geo/trip.h"
#include "core/text/ascii.h"

/* A place in counted text. */
typedef struct Cursor
{
	const char *at;
	const char *end;
} Cursor;

static void
skip_blanks(Cursor *c)
{
	c->at = tg_skip_blanks(c->at, c->end);
}

/* Take the text up to and including the next closing parenthesis. */
static bool
take_parenthesised(Cursor *c, const char **text, size_t *len)
{
	const char *close;

	skip_blanks(c);
	*text = c->at;
	close = memchr(c->at, ')', (size_t) (c->end - c->at));
	if (close == NULL)
		return false;
	c->at = close + 1;
	*len = (size_t) (c->at - *text);
	return true;
}

TgStatus
tg_trip_parse(const char *text, size_t len, TgTrip *trip)
{
	Cursor c = {text, text + len};
	TgLonLat *ends[] = {&trip->origin, &trip->destination};
	TgClock clock;
	TgStatus status;

	for (int i = 0; i < 2; i++)
	{
		if (!take_parenthesised(&c, &text, &len))
			return TG_BAD_TRIP;
		status = tg_lonlat_parse(text, len, ends[i]);
		if (status != TG_OK)
			return status;
	}
	status = tg_datetime_parse(c.at, (size_t) (c.end - c.at), &trip->departure,
							   &clock);
	if (status == TG_OK && clock != TG_CLOCK_LOCAL)
		return TG_BAD_TRIP;
	if (status == TG_OK && !tg_trip_valid(trip))
		return TG_NO_SUCH_DATETIME; /* rounded up into the year 10000 */
	return status == TG_MISSING ? TG_BAD_TRIP : status;
}

size_t
tg_trip_format(const TgTrip *trip, char *out)
{
	size_t len = tg_lonlat_format(trip->origin, out);

	out[len++] = ' ';
	len += tg_lonlat_format(trip->destination, out + len);
	out[len++] = ' ';
	return len + tg_datetime_format(trip->departure, out + len);
}

/* Read one corner, which ends before stop. */
static bool
take_corner(Cursor *c, char stop, TgLonLat *corner)
{
	char point[TG_LONLAT_TEXT * 2] = "POINT(";
	size_t len = strlen("POINT(");
	const char *end = memchr(c->at, stop, (size_t) (c->end - c->at));

	if (end == NULL || end - c->at > TG_LONLAT_TEXT)
		return false;
	while (c->at < end)
		point[len++] = *c->at++;
	point[len++] = ')';
	c->at++;
	return tg_lonlat_parse(point, len, corner) == TG_OK;
}

static bool
take_box(Cursor *c, TgBox *box)
{
	TgLonLat southwest;
	TgLonLat northeast;

	skip_blanks(c);
	if (c->end - c->at < 4 || memcmp(c->at, "BOX(", 4) != 0)
		return false;
	c->at += 4;
	if (!take_corner(c, ',', &southwest) || !take_corner(c, ')', &northeast))
		return false;
	*box = (TgBox){southwest.lon, southwest.lat, northeast.lon, northeast.lat};
	return true;
}

/* Read HH:MM:SS of a day. */
static bool
take_time(Cursor *c, int32_t *second)
{
	static const int limits[] = {24, 60, 60};

	skip_blanks(c);
	*second = 0;
	for (int i = 0; i < 3; i++)
	{
		int number;

		if (c->end - c->at < 2 || c->at[0] < '0' || c->at[0] > '9' ||
			c->at[1] < '0' || c->at[1] > '9')
			return false;
		number = (c->at[0] - '0') * 10 + (c->at[1] - '0');
		if (number >= limits[i])
			return false;
		*second = *second * 60 + number;
		c->at += 2;
		if (i < 2 && (c->at == c->end || *c->at++ != ':'))
			return false;
	}
	return true;
}

TgStatus
tg_group_parse(const char *text, size_t len, TgGroup *group)
{
	Cursor c = {text, text + len};

	if (!take_box(&c, &group->origin) || !take_box(&c, &group->destination) ||
		!take_time(&c, &group->from) || c.at == c.end || *c.at++ != '-' ||
		!take_time(&c, &group->until))
		return TG_BAD_TRIPGROUP;
	skip_blanks(&c);
	return c.at == c.end && tg_group_valid(group) ? TG_OK : TG_BAD_TRIPGROUP;
}

/* Write a position without "POINT(" and ")". */
static size_t
format_corner(TgLonLat p, char *out)
{
	char point[TG_LONLAT_TEXT];
	size_t len = tg_lonlat_format(p, point);

	len -= strlen("POINT()");
	memcpy(out, point + strlen("POINT("), len);
	return len;
}

static size_t
format_box(const TgBox *box, char *out)
{
	size_t len = strlen("BOX(");

	memcpy(out, "BOX(", len);
	len += format_corner((TgLonLat){box->west, box->south}, out + len);
	out[len++] = ',';
	len += format_corner((TgLonLat){box->east, box->north}, out + len);
	out[len++] = ')';
	out[len++] = ' ';
	return len;
}

size_t
tg_group_format(const TgGroup *group, char *out)
{
	size_t len = format_box(&group->origin, out);

	len += format_box(&group->destination, out + len);
	len += (size_t) snprintf(
		out + len, TG_GROUP_TEXT - len, "%02d:%02d:%02d-%02d:%02d:%02d",
		group->from / 3600, group->from / 60 % 60, group->from % 60,
		group->until / 3600, group->until / 60 % 60, group->until % 60);
	return len;
}
