/*
 * date_order.c
 *	  Which of the numbers of dates is the day, told by all of a file's dates.
 */
#include "core/text/date_order.h"

#include <string.h>

#define NEAR 7	 /* days from a date to the next, of trips day by day */
#define FAR 27	 /* days; less than from a day to the same of the next month */
#define ENOUGH 2 /* steps that say something */
#define TURNED 3 /* steps that say that some dates are turned */

void
tg_date_orders_begin(TgDateOrders *orders)
{
	memset(orders, 0, sizeof *orders);
	for (int i = 0; i < TG_DATE_ORDERS; i++)
		orders->read[i].last = orders->turned[i].last = -1;
}

/* A number of so many digits at most; -1 for none. */
static int32_t
read_number(const char **at, const char *end, int most)
{
	int32_t number = 0;
	int digits = 0;

	while (*at < end && **at >= '0' && **at <= '9')
	{
		number = number * 10 + (*(*at)++ - '0');
		if (++digits > most)
			return -1;
	}
	return digits > 0 ? number : -1;
}

/* Three numbers with a mark between them. */
static bool
read_numbers(const char *bytes, size_t len, int32_t numbers[3],
			 bool *short_last, char *between)
{
	const char *at = bytes;
	const char *end = bytes + len;
	char mark = '\0';

	while (at < end && (*at == ' ' || *at == '\t' || *at == '"'))
		at++;
	for (int i = 0; i < 3; i++)
	{
		const char *first;

		if (i > 0)
		{
			if (at == end || strchr("-/.", *at) == NULL ||
				(mark != '\0' && *at != mark))
				return false;
			mark = *at++;
		}
		first = at;
		numbers[i] = read_number(&at, end, i == 2 ? 4 : 2);
		if (numbers[i] < 0 || (i == 2 && at - first != 2 && at - first != 4))
			return false;
		*short_last = at - first == 2;
	}
	*between = mark;
	return true;
}

static bool
is_day(int32_t number)
{
	return number >= 1 && number <= 31;
}

static bool
is_month(int32_t number)
{
	return number >= 1 && number <= 12;
}

static void
add_day(TgDatesRead *read, int32_t year, int32_t month, int32_t day)
{
	int32_t days = (year * 12 + month) * 31 + day;
	int32_t step = read->last < 0 ? 0 : days - read->last;

	read->last = days;
	if (step == 0)
		return;
	read->steps++;
	read->rises |= step > 0;
	read->falls |= step < 0;
	if (step < 0)
		step = -step;
	if (step > read->longest)
		read->longest = step;
}

void
tg_date_orders_add(TgDateOrders *orders, const char *bytes, size_t len)
{
	int32_t n[3];
	bool short_last = false;
	char mark = '\0';
	bool fits[TG_DATE_ORDERS];

	if (!read_numbers(bytes, len, n, &short_last, &mark))
		return;
	fits[TG_DMY] = is_day(n[0]) && is_month(n[1]);
	fits[TG_MDY] = is_month(n[0]) && is_day(n[1]);
	fits[TG_YMD] = short_last && is_month(n[1]) && is_day(n[2]);
	if (!fits[TG_DMY] && !fits[TG_MDY] && !fits[TG_YMD])
		return;
	orders->dated = true;
	orders->marked |= mark != '.' || short_last;
	for (int i = 0; i < TG_DATE_ORDERS; i++)
		orders->read[i].misfit |= !fits[i];
	if (fits[TG_DMY])
		add_day(&orders->read[TG_DMY], n[2], n[1], n[0]);
	if (fits[TG_MDY])
		add_day(&orders->read[TG_MDY], n[2], n[0], n[1]);
	if (fits[TG_YMD])
		add_day(&orders->read[TG_YMD], n[0], n[1], n[2]);
	for (int i = TG_DMY; i <= TG_MDY; i++)
	{
		bool day_first =
			fits[TG_DMY] && fits[TG_MDY] ? i == TG_MDY : fits[TG_DMY];

		add_day(&orders->turned[i], n[2], n[day_first ? 1 : 0],
				n[day_first ? 0 : 1]);
	}
}

static int
count_fitting(const TgDateOrders *orders)
{
	int count = 0;

	for (int i = 0; i < TG_DATE_ORDERS; i++)
		count += !orders->read[i].misfit;
	return count;
}

bool
tg_date_orders_proven(const TgDateOrders *orders, TgDateOrder *order)
{
	if (count_fitting(orders) != 1)
		return false;
	for (int i = 0; i < TG_DATE_ORDERS; i++)
		if (!orders->read[i].misfit)
			*order = (TgDateOrder) i;
	return true;
}

bool
tg_date_orders_by_dots(const TgDateOrders *orders)
{
	return orders->dated && !orders->marked && !orders->read[TG_DMY].misfit;
}

bool
tg_date_orders_mixed(const TgDateOrders *orders)
{
	return count_fitting(orders) == 0;
}

static bool
goes_one_way(const TgDatesRead *read)
{
	return read->steps >= ENOUGH && read->rises != read->falls;
}

/* Tell whether dates follow each other in an order better than in another. */
static bool
is_better(const TgDatesRead *read, const TgDatesRead *other)
{
	if (!goes_one_way(read))
		return false;
	if (read->longest <= NEAR && other->longest >= FAR)
		return true;
	return !goes_one_way(other) && other->steps >= ENOUGH;
}

bool
tg_date_orders_likely(const TgDateOrders *orders, TgDateOrder *order)
{
	for (int i = 0; i < TG_DATE_ORDERS; i++)
	{
		bool best = !orders->read[i].misfit;

		for (int k = 0; k < TG_DATE_ORDERS; k++)
			if (k != i && !orders->read[k].misfit)
				best &= is_better(&orders->read[i], &orders->read[k]);
		if (best)
		{
			*order = (TgDateOrder) i;
			return true;
		}
	}
	return false;
}

bool
tg_date_orders_broken(const TgDateOrders *orders, TgDateOrder order)
{
	const TgDatesRead *read = &orders->read[order];
	const TgDatesRead *turned = &orders->turned[order];

	return order != TG_YMD && read->rises && read->falls &&
		   turned->steps >= TURNED && turned->rises != turned->falls &&
		   turned->longest <= NEAR;
}
