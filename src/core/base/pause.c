/*
 * pause.c
 *	  Pauses of work that may take long, for whoever runs it.
 */
#include "core/base/pause.h"

void (*tg_pause)(void) = NULL;
uint32_t tg_steps = 0;
