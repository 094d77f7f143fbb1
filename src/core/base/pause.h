/*
 * pause.h
 *	  Pauses of work that may take long, for whoever runs it.
 *
 * What walks through as much as a caller sends counts its steps; after so many
 * the host is called, which may end the work by not returning.  So no function
 * that takes steps may hold anything but its caller's memory.
 */
#ifndef TG_CORE_BASE_PAUSE_H
#define TG_CORE_BASE_PAUSE_H

#include <stddef.h>
#include <stdint.h>

/* Between two calls: well below a millisecond of the slowest steps. */
#define TG_PAUSE_STEPS 4096

/* Called at a pause; null: never. */
extern void (*tg_pause)(void);

/* Steps since the start; it may wrap. */
extern uint32_t tg_steps;

/* Take many at once, after which there is one pause at most. */
static inline void
tg_take_steps(size_t count)
{
	uint32_t before = tg_steps / TG_PAUSE_STEPS;

	tg_steps += (uint32_t) count;
	if (tg_steps / TG_PAUSE_STEPS != before && tg_pause != NULL)
		tg_pause();
}

static inline void
tg_step(void)
{
	if (++tg_steps % TG_PAUSE_STEPS == 0 && tg_pause != NULL)
		tg_pause();
}

#endif /* TG_CORE_BASE_PAUSE_H */
