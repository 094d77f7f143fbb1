/*
 * known_file.h
 *	  What of a file a store has already: by its key, path or content.
 *
 * Steps of a load, whose argument is its FileLoad.  If nothing is left to load
 * they say why, and that ends it (result->loaded is false).  Locks are the
 * session's.
 */
#ifndef TG_FILE_KNOWN_FILE_H
#define TG_FILE_KNOWN_FILE_H

extern void known_lock_key(void *load);

/* Look for the key: for what was loaded, or cut off. */
extern void known_by_key(void *load);

/* Find out how long the content is, and lock it by that. */
extern void known_measure(void *load);

/*
 * Without a key, look for a load of the file that was cut off; of others of
 * its content, say that they were.
 */
extern void known_by_file(void *load);

/*
 * Look for the same content under whatever name; known_give_way follows when
 * the load is in the ledger.
 */
extern void known_by_content(void *load);
extern void known_give_way(void *load);

#endif /* TG_FILE_KNOWN_FILE_H */
