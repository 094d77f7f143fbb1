/*
 * file_guess.h
 *	  The feed of a file for which none is named, by its first lines.
 *
 * What these say is found out by tripgrid.detect_feed: detect/detect_feed.c.
 */
#ifndef TG_FILE_FILE_GUESS_H
#define TG_FILE_FILE_GUESS_H

#include "file/file_head.h"
#include "file/file_request.h"
#include "file/guess_feed.h"
#include "store/store.h"

/*
 * Find the store's feed for a file, or make one; an error if it cannot be
 * found out what the file holds.  In the current memory context.
 */
extern FileGuess file_guess(const Source *source, const FileHead *head,
							const FileFormat *format,
							const FileRequest *request, const Store *store);

/* Raise an error if there is nothing in a file. */
extern void file_check_empty(const Source *source, const FileHead *head);

#endif /* TG_FILE_FILE_GUESS_H */
