/*
 * progress_end.h
 *	  How loads end: with their transaction, or their savepoint.
 */
#ifndef TG_FEED_PROGRESS_END_H
#define TG_FEED_PROGRESS_END_H

/* Have the ends of transactions reported; once a session. */
extern void progress_end_register(void);

#endif /* TG_FEED_PROGRESS_END_H */
