/*
 * place_region.h
 *	  The region of a file that has names of places and nothing else of where
 *	  it was.
 */
#ifndef TG_FILE_PLACE_REGION_H
#define TG_FILE_PLACE_REGION_H

#include "feed/map.h"
#include "file/file_head.h"
#include "file/file_task.h"

/* A region, and how many of the names at a file's beginning say so. */
typedef struct PlaceRegion
{
	char *region; /* null: none */
	int found;
	int names; /* of how many */
} PlaceRegion;

/*
 * Find the region that a file is of, by its names: the one of whose places
 * they are, almost all of them, and not those of another.  Null if there is
 * none, or the feed says of which region it is; data is where the records
 * begin.
 */
extern PlaceRegion place_region(const FileHead *head, size_t data,
								const FileTask *task, const FeedMap *map);

/* Tell what was found, if it was. */
extern void place_region_tell(const PlaceRegion *places, const char *path);

#endif /* TG_FILE_PLACE_REGION_H */
