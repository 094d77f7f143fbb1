/*
 * clones.h
 *	  Loops that are compiled twice, the second time for AVX2; which of the
 *	  two is called is settled when the library is loaded.
 *
 * The linker's indirect functions that this needs are glibc's, and run before
 * a sanitizer is ready.  Everywhere else TG_CLONES is nothing: the loops mean
 * the same, and the processor's least set of vector instructions serves.
 *
 * For static functions only: what clang 14 makes of others cannot be called
 * from another file.
 */
#ifndef TG_CORE_BASE_CLONES_H
#define TG_CORE_BASE_CLONES_H

#include <stdint.h> /* defines __GLIBC__, where it is that */

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||    \
	__has_feature(thread_sanitizer)
#define TG_SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TG_SANITIZED
#endif

#if defined(__clang__)
#define TG_KNOWS_CLONES (__clang_major__ >= 14)
#elif defined(__GNUC__)
#define TG_KNOWS_CLONES (__GNUC__ >= 8)
#else
#define TG_KNOWS_CLONES 0
#endif

#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__) &&        \
	TG_KNOWS_CLONES && !defined(TG_SANITIZED) && !defined(__AVX2__)
#define TG_CLONES __attribute__((target_clones("default", "avx2")))
#else
#define TG_CLONES
#endif

#endif /* TG_CORE_BASE_CLONES_H */
