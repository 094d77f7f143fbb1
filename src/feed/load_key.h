/*
 * load_key.h
 *	  The key of what is loaded next (tripgrid.load_key).
 */
#ifndef TG_FEED_LOAD_KEY_H
#define TG_FEED_LOAD_KEY_H

/*
 * The key that counts for a load that begins now; empty if there is none.  One
 * that was set for the session is an error: behind a pooler a session serves
 * many clients, and the key of one would bar what another loads.  The hint
 * says what to do instead.
 */
extern const char *load_key(const char *hint);

#endif /* TG_FEED_LOAD_KEY_H */
