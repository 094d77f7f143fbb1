/*
 * clock_words.h
 *	  Whose clock departures are by, as names and titles say it.
 */
#ifndef TG_DETECT_CLOCK_WORDS_H
#define TG_DETECT_CLOCK_WORDS_H

/*
 * The zone whose clock a column's name says it has: UTC, or so many hours from
 * it, as in "start (UTC+02:00)"; null for none, empty where no zone is so.
 */
extern const char *clock_of_name(const char *column);

/* Tell whether a column's name says that its times are local. */
extern bool name_says_local(const char *column);

/* Tell whether a line has a word for UTC; and the zone that it says so. */
extern bool line_names_clock(const char *line);
extern const char *clock_of_line(const char *line);

#endif /* TG_DETECT_CLOCK_WORDS_H */
