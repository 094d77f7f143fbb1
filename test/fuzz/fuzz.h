/*
 * fuzz.h
 *	  What every fuzz target needs: cmocka's assertions, which end the program
 *	  when they fail, and a way to take values off the front of the input.
 *
 * A target is one parser of src/core with what has to hold of its results:
 * libFuzzer calls LLVMFuzzerTestOneInput with bytes in memory of just their
 * size, so that the address sanitizer sees any read beyond them.
 */
#ifndef TG_FUZZ_H
#define TG_FUZZ_H

#include <stdbool.h>

#include "unit.h"

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes that are left of an input. */
typedef struct FuzzInput
{
	const uint8_t *at;
	size_t left;
} FuzzInput;

/* Take so many bytes off the front, fewer if there are; the rest is zero. */
static inline void
fuzz_take(FuzzInput *input, void *out, size_t size)
{
	size_t some = size < input->left ? size : input->left;

	memset(out, 0, size);
	if (some > 0)
		memcpy(out, input->at, some);
	input->at += some;
	input->left -= some;
}

static inline uint8_t
fuzz_byte(FuzzInput *input)
{
	uint8_t byte;

	fuzz_take(input, &byte, 1);
	return byte;
}

/* Take the text up to the first line's end, which is dropped. */
static inline const char *
fuzz_line(FuzzInput *input, size_t *len)
{
	const char *line = (const char *) input->at;
	const uint8_t *end =
		input->left > 0 ? memchr(input->at, '\n', input->left) : NULL;

	*len = end != NULL ? (size_t) (end - input->at) : input->left;
	input->at += *len;
	input->left -= *len;
	if (end != NULL)
	{
		input->at++;
		input->left--;
	}
	return line;
}

/* A seed for positions and the like that do not need to be in the input. */
static inline uint64_t
fuzz_hash(const uint8_t *data, size_t size)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ data[i]) * UINT64_C(0x100000001B3);
	return hash;
}

#endif /* TG_FUZZ_H */
