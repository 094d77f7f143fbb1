/*
 * tally.h
 *	  Counts by key, sorted by key: the state of every counting aggregate.
 */
#ifndef TG_CORE_COUNT_TALLY_H
#define TG_CORE_COUNT_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TgTallyEntry
{
	int64_t key;
	int64_t count; /* may be zero or negative while trips are taken off */
} TgTallyEntry;

/* room entries can be held, the first used of them are in use. */
typedef struct TgTally
{
	uint32_t used;
	uint32_t room;
	TgTallyEntry entry[];
} TgTally;

/*
 * Add count to a key's count.  False, and nothing done, if a new key needs
 * more room than there is.
 */
extern bool tg_tally_add(TgTally *tally, int64_t key, int64_t count);

/* The count of a key; 0 if there is none. */
extern int64_t tg_tally_count(const TgTally *tally, int64_t key);

#endif /* TG_CORE_COUNT_TALLY_H */
