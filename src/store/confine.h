/*
 * confine.h
 *	  What restricted operations must not do besides what the server refuses.
 */
#ifndef TG_STORE_CONFINE_H
#define TG_STORE_CONFINE_H

/* Once a session. */
extern void confine_register(void);

#endif /* TG_STORE_CONFINE_H */
