/*
 * csv_scan.h
 *	  Where the records of a CSV file end, without reading their fields.
 *
 * Records end exactly where the server's COPY ends them: quotes and escapes
 * count, an end of line within quotes does not; the first line settles whether
 * lines end with CR, which no other then does.  LF and CRLF may be
 * mixed, which COPY takes when LF alone is left of them (tg_csv_drop_cr).
 */
#ifndef TG_CORE_TEXT_CSV_SCAN_H
#define TG_CORE_TEXT_CSV_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum TgEol
{
	TG_EOL_UNKNOWN,
	TG_EOL_LF,
	TG_EOL_CR,
	TG_EOL_CRLF,
	TG_EOL_MIXED /* some with LF, some with CRLF */
} TgEol;

typedef struct TgCsvScan
{
	char quote;
	char escape;
	bool in_quote;
	bool after_escape;
	bool after_cr; /* the next byte tells whether a line has ended */
	TgEol eol;
	uint64_t offset;	   /* of the next byte */
	uint64_t record_start; /* offset of the record that has begun */
	uint64_t records;	   /* that have ended; empty lines are none */
	uint64_t longest;	   /* bytes of the longest that has ended, if > 1 kB */
	uint64_t longest_record; /* its number, from 1 */
	bool plain;				 /* no quote, escape or backslash was passed */
} TgCsvScan;

typedef enum TgCsvStop
{
	TG_CSV_MORE,	   /* all bytes are passed */
	TG_CSV_CUT,		   /* a record has ended */
	TG_CSV_BARE_CR,	   /* a CR outside quotes where lines end otherwise */
	TG_CSV_BARE_LF,	   /* an LF, likewise */
	TG_CSV_OPEN_QUOTE, /* the end of the file within quotes */
} TgCsvStop;

/* Begin at the start of a record, at that offset. */
extern void tg_csv_begin(TgCsvScan *scan, char quote, char escape,
						 uint64_t offset);

/*
 * Pass over bytes that follow those passed before; stop after the first record
 * that ends at the offset cut or beyond.  *used is how many were passed.
 */
extern TgCsvStop tg_csv_pass(TgCsvScan *scan, const char *bytes, size_t len,
							 uint64_t cut, size_t *used);

/*
 * The file ends here; a last record needs no end of line.  Gives TG_CSV_CUT if
 * it does.
 */
extern TgCsvStop tg_csv_finish(TgCsvScan *scan);

/* Where quotes are open in bytes that are passed on. */
typedef struct TgCsvQuotes
{
	char quote;
	char escape;
	bool in_quote;
	bool after_escape;
} TgCsvQuotes;

extern void tg_csv_quotes_begin(TgCsvQuotes *quotes, char quote, char escape);

/*
 * Take each CR outside quotes out of bytes that follow those before; how many
 * are left.
 */
extern size_t tg_csv_drop_cr(TgCsvQuotes *quotes, char *bytes, size_t len);

#endif /* TG_CORE_TEXT_CSV_SCAN_H */
