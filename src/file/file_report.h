/*
 * file_report.h
 *	  What is said of a file that was loaded.
 */
#ifndef TG_FILE_FILE_REPORT_H
#define TG_FILE_FILE_REPORT_H

#include "file/load_state.h"

/* Names for a message; null for none. */
extern char *file_list_names(char *const *names, int count);

/* What is beside the records may be more of them, which the beginning hid. */
extern void file_warn_of_lists(const FileLoad *load);

/* Say what was loaded. */
extern void file_load_tell(const FileRequest *request,
						   const FileResult *result);

#endif /* TG_FILE_FILE_REPORT_H */
