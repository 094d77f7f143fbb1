/*
 * unit.h
 *	  What every unit test needs: cmocka, a seed that can be repeated, and
 *	  text in memory that ends where it ends.
 */
#ifndef TG_TEST_UNIT_H
#define TG_TEST_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* Take the seed from TRIPGRID_SEED, else from the clock, and print it. */
static inline uint64_t
unit_seed(void)
{
	const char *given = getenv("TRIPGRID_SEED");
	uint64_t seed =
		given != NULL ? strtoull(given, NULL, 0) : (uint64_t) time(NULL);

	printf("seed: %llu\n", (unsigned long long) seed);
	return seed;
}

/* splitmix64 */
static inline uint64_t
unit_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

/* A number from lo to hi, both included. */
static inline int64_t
unit_range(uint64_t *state, int64_t lo, int64_t hi)
{
	uint64_t span = (uint64_t) hi - (uint64_t) lo + 1;
	uint64_t random = unit_random(state);

	return (int64_t) ((uint64_t) lo + (span != 0 ? random % span : random));
}

/*
 * Copy bytes to memory of exactly their size, so that a sanitizer sees any
 * read beyond them; NULL for none.  The caller frees it.
 */
static inline char *
unit_exact(const char *text, size_t len)
{
	char *copy = NULL;

	if (len > 0)
	{
		copy = malloc(len);
		assert_non_null(copy);
		memcpy(copy, text, len);
	}
	return copy;
}

#endif /* TG_TEST_UNIT_H */
