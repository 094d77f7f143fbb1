/*
 * hot.h
 *	  Functions that run for every row of a load.
 *
 * The compiler puts them beside each other: with what the server does for a
 * row of COPY they fill the processor's cache of instructions, where those
 * that are strewn over a library push each other out.  What is large and
 * not for most rows is kept apart from them.
 */
#ifndef TG_CORE_BASE_HOT_H
#define TG_CORE_BASE_HOT_H

#if defined(__GNUC__) || defined(__clang__)
#define TG_HOT __attribute__((hot))
#define TG_APART __attribute__((noinline))
#define TG_COLD __attribute__((cold, noinline))
#else
#define TG_HOT
#define TG_APART
#define TG_COLD
#endif

#endif /* TG_CORE_BASE_HOT_H */
