/*
 * limit.h
 *	  How many of the rows that were read may be rejected.
 */
#ifndef TG_CORE_TEXT_LIMIT_H
#define TG_CORE_TEXT_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TG_SHARE_WHOLE INT64_C(100000000) /* 100 % */

/* TG_LIMIT_AUTO: from so many rows on one in so many has to become a trip. */
#define TG_AUTO_ROWS 10000
#define TG_AUTO_TRIPS 1000

/* A number of rows, or a share of those that were read. */
typedef struct TgLimit
{
	enum
	{
		TG_LIMIT_NONE,
		TG_LIMIT_ROWS,
		TG_LIMIT_SHARE,
		TG_LIMIT_AUTO /* what nobody can mean: next to no trips */
	} kind;
	int64_t most; /* rows, or parts of TG_SHARE_WHOLE */
} TgLimit;

/*
 * Read "1000", "10 %" or "0.25%" (at most six decimals, at most 100), "auto",
 * or "off" or nothing for no limit; blanks around each are ignored.  False for
 * anything else.
 */
extern bool tg_limit_parse(const char *text, size_t len, TgLimit *limit);

/*
 * Tell whether there are more rejects than the limit allows, exactly.  A share
 * is one of all rows, so it is passed by a load that has ended only.
 */
extern bool tg_limit_passed(const TgLimit *limit, int64_t rejected,
							int64_t read, bool ended);

#endif /* TG_CORE_TEXT_LIMIT_H */
