/*
 * confine.h
 *	  What restricted operations must not do besides what the server refuses.
 *
 * Such operations are, above all, those of store_become_owner in store.c.
 */
#ifndef TG_STORE_CONFINE_H
#define TG_STORE_CONFINE_H

/* Once a session. */
extern void confine_register(void);

#endif /* TG_STORE_CONFINE_H */
