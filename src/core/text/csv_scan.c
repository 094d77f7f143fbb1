/*
 * csv_scan.c
 *	  Where the records of a CSV file end, without reading their fields.
 *
 * Bytes are passed in blocks of 64 as masks with a bit for each byte.  What is
 * irregular, or may be, is passed byte by byte.
 */
#include "core/text/csv_scan.h"

#include <string.h>

#include "core/base/clones.h"

#define BLOCK 64
#define LANES 32
#define RUN (1 + 32 * LANES) /* bytes that are looked at for little */
#define LOW UINT64_C(0x7F7F7F7F7F7F7F7F)
#define ONES UINT64_C(0x0101010101010101)

void
tg_csv_begin(TgCsvScan *scan, char quote, char escape, uint64_t offset)
{
	memset(scan, 0, sizeof *scan);
	scan->quote = quote;
	/* a quote that escapes itself ends a quotation and begins another */
	scan->escape = escape == quote ? '\0' : escape;
	scan->offset = scan->record_start = offset;
	scan->plain = true;
}

/* A record ends before that offset, with so many bytes of end of line. */
static void
end_record(TgCsvScan *scan, uint64_t end, unsigned eol)
{
	uint64_t len = end - eol - scan->record_start;

	scan->record_start = end;
	if (len == 0)
		return;
	scan->records++;
	if (len > scan->longest)
	{
		scan->longest = len;
		scan->longest_record = scan->records;
	}
}

/* Pass one byte; TG_CSV_CUT after the last one of a record. */
static TgCsvStop
pass_byte(TgCsvScan *scan, char c)
{
	scan->offset++;
	if (c == scan->quote || c == scan->escape || c == '\\')
		scan->plain = false;
	if (scan->in_quote && c == scan->escape && scan->escape != '\0')
		scan->after_escape = !scan->after_escape;
	if (c == scan->quote && !scan->after_escape)
		scan->in_quote = !scan->in_quote;
	if (c != scan->escape)
		scan->after_escape = false;
	if (scan->in_quote || (c != '\r' && c != '\n'))
		return TG_CSV_MORE;
	if (c == '\n')
	{
		if (scan->eol == TG_EOL_CR)
			return TG_CSV_BARE_LF;
		scan->eol = scan->eol == TG_EOL_CRLF || scan->eol == TG_EOL_MIXED
						? TG_EOL_MIXED
						: TG_EOL_LF;
		end_record(scan, scan->offset, 1);
		return TG_CSV_CUT;
	}
	if (scan->eol == TG_EOL_CR)
	{
		end_record(scan, scan->offset, 1);
		return TG_CSV_CUT;
	}
	scan->after_cr = true;
	return TG_CSV_MORE;
}

/*
 * A CR was the last byte: look at the next, which is passed only if it belongs
 * to the end of the line.
 */
static TgCsvStop
pass_after_cr(TgCsvScan *scan, bool lf)
{
	scan->after_cr = false;
	if (lf)
	{
		scan->eol = scan->eol == TG_EOL_LF || scan->eol == TG_EOL_MIXED
						? TG_EOL_MIXED
						: TG_EOL_CRLF;
		scan->offset++;
		end_record(scan, scan->offset, 2);
		return TG_CSV_CUT;
	}
	if (scan->eol != TG_EOL_UNKNOWN)
		return TG_CSV_BARE_CR;
	scan->eol = TG_EOL_CR;
	end_record(scan, scan->offset, 1);
	return TG_CSV_CUT;
}

/* A bit for each of eight bytes that equals c. */
static inline uint64_t
equal_bits(uint64_t word, char c)
{
	uint64_t differ = word ^ (ONES * (unsigned char) c);
	uint64_t equal = ~(((differ & LOW) + LOW) | differ | LOW);

	/* gather the high bits of the bytes */
	return (equal >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

typedef struct Masks
{
	uint64_t quote;
	uint64_t escape;
	uint64_t cr;
	uint64_t lf;
} Masks;

static inline Masks
masks_of(const TgCsvScan *scan, const char *bytes)
{
	Masks masks = {0, 0, 0, 0};

	for (unsigned i = 0; i < BLOCK; i += 8)
	{
		uint64_t word;

		memcpy(&word, bytes + i, 8);
		masks.quote |= equal_bits(word, scan->quote) << i;
		masks.lf |= equal_bits(word, '\n') << i;
		masks.cr |= equal_bits(word, '\r') << i;
	}
	if (scan->escape != '\0')
		for (unsigned i = 0; i < BLOCK; i += 8)
		{
			uint64_t word;

			memcpy(&word, bytes + i, 8);
			masks.escape |= equal_bits(word, scan->escape) << i;
		}
	return masks;
}

/* The bits from each odd one to the next even one, that one left out. */
static inline uint64_t
between(uint64_t bits)
{
	for (unsigned shift = 1; shift < BLOCK; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

static inline unsigned
count_bits(uint64_t bits)
{
	return (unsigned) __builtin_popcountll(bits);
}

/*
 * Records that end with these bits, the last bytes of their ends of line.
 * A line is empty if nothing but its own end stands between two ends; one that
 * began in an earlier block cannot be told by bits.
 */
static inline void
end_records(TgCsvScan *scan, uint64_t ends, unsigned eol)
{
	uint64_t first = ends & -ends;
	uint64_t last;

	end_record(scan, scan->offset + (unsigned) __builtin_ctzll(ends) + 1, eol);
	ends ^= first;
	if (ends == 0)
		return;
	scan->records += count_bits(ends & ~((ends | first) << eol));
	last = scan->offset + BLOCK - (unsigned) __builtin_clzll(ends);
	scan->record_start = last;
}

/* Pass a block; false if it has to be passed byte by byte. */
static bool
pass_block(TgCsvScan *scan, const char *bytes)
{
	Masks masks = masks_of(scan, bytes);
	uint64_t quoted = between(masks.quote) ^ -(uint64_t) scan->in_quote;
	uint64_t cr = masks.cr & ~quoted;
	uint64_t lf = masks.lf & ~quoted;
	uint64_t ends = scan->eol == TG_EOL_CR ? cr : lf;
	unsigned eol = scan->eol == TG_EOL_CRLF ? 2 : 1;

	if (masks.escape != 0)
		return false;
	scan->plain &= masks.quote == 0 && memchr(bytes, '\\', BLOCK) == NULL;
	switch (scan->eol)
	{
		case TG_EOL_LF:
			if (cr != 0)
				return false;
			break;
		case TG_EOL_CR:
			if (lf != 0)
				return false;
			break;
		case TG_EOL_CRLF:
			/* a CR that ends the block is left to who passes bytes */
			if (lf != cr << 1 || cr >> (BLOCK - 1) != 0)
				return false;
			break;
		case TG_EOL_MIXED:
			/* all ends of a block are the same, or bytes are passed */
			if (cr != 0 && (lf != cr << 1 || cr >> (BLOCK - 1) != 0))
				return false;
			eol = cr != 0 ? 2 : 1;
			break;
		default:
			return false;
	}
	if (ends != 0)
		end_records(scan, ends, eol);
	scan->in_quote = quoted >> (BLOCK - 1) != 0;
	scan->offset += BLOCK;
	return true;
}

/* What a run of bytes holds. */
typedef struct Run
{
	bool special; /* a quote, escape, backslash or CR */
	uint32_t lines;
	uint32_t empty; /* lines of nothing, but for the first */
} Run;

/* Sums of bytes in so many lanes, each of which so few bytes go into. */
TG_CLONES static Run
look_at_run(const char *bytes, char quote, char escape)
{
	unsigned char special[LANES] = {0};
	unsigned char lines[LANES] = {0};
	unsigned char empty[LANES] = {0};
	char c = bytes[0];
	Run run = {c == quote || c == escape || c == '\\' || c == '\r', c == '\n',
			   0};

	for (int i = 1; i < RUN; i += LANES)
		for (int j = 0; j < LANES; j++)
		{
			char before = bytes[i + j - 1];
			unsigned char lf;

			c = bytes[i + j];
			lf = c == '\n';
			special[j] |= (unsigned char) ((c == quote) | (c == escape) |
										   (c == '\\') | (c == '\r'));
			lines[j] = (unsigned char) (lines[j] + lf);
			empty[j] = (unsigned char) (empty[j] + (lf & (before == '\n')));
		}
	for (int j = 0; j < LANES; j++)
	{
		run.special |= special[j] != 0;
		run.lines += lines[j];
		run.empty += empty[j];
	}
	return run;
}

/*
 * Pass a run of bytes that is nothing but unquoted lines ending with LF; false
 * if it is more than that.
 */
static bool
pass_run(TgCsvScan *scan, const char *bytes)
{
	Run run = look_at_run(bytes, scan->quote,
						  scan->escape == '\0' ? scan->quote : scan->escape);
	const char *last;

	if (run.special)
		return false;
	if (run.lines > 0)
	{
		const char *first = memchr(bytes, '\n', RUN);

		end_record(scan, scan->offset + (uint64_t) (first - bytes) + 1, 1);
		scan->records += run.lines - 1 - run.empty;
		for (last = bytes + RUN - 1; *last != '\n'; last--)
			;
		/* no line but the first can be longer than the run */
		scan->record_start = scan->offset + (uint64_t) (last - bytes) + 1;
	}
	scan->offset += RUN;
	return true;
}

TgCsvStop
tg_csv_pass(TgCsvScan *scan, const char *bytes, size_t len, uint64_t cut,
			size_t *used)
{
	size_t slow_run = 0; /* bytes before this one are passed in blocks, */
	size_t slow = 0;	 /* before this one, one by one */
	size_t i = 0;

	while (i < len)
	{
		TgCsvStop stop;

		if (i >= slow_run && len - i >= RUN && !scan->after_cr &&
			(scan->eol == TG_EOL_LF || scan->eol == TG_EOL_MIXED) &&
			!scan->in_quote && cut > scan->offset && cut - scan->offset > RUN)
		{
			if (pass_run(scan, bytes + i))
			{
				i += RUN;
				continue;
			}
			slow_run = i + RUN;
		}
		if (i >= slow && len - i >= BLOCK && !scan->after_cr &&
			!scan->after_escape && cut > scan->offset &&
			cut - scan->offset > BLOCK)
		{
			if (pass_block(scan, bytes + i))
			{
				i += BLOCK;
				continue;
			}
			slow = i + BLOCK;
		}
		if (scan->after_cr)
		{
			bool lf = bytes[i] == '\n';

			stop = pass_after_cr(scan, lf);
			i += lf;
		}
		else
			stop = pass_byte(scan, bytes[i++]);
		if (stop != TG_CSV_MORE &&
			(stop != TG_CSV_CUT || scan->record_start >= cut))
		{
			*used = i;
			return stop;
		}
	}
	*used = len;
	return TG_CSV_MORE;
}

TgCsvStop
tg_csv_finish(TgCsvScan *scan)
{
	if (scan->after_cr)
		return pass_after_cr(scan, false);
	if (scan->in_quote)
		return TG_CSV_OPEN_QUOTE;
	if (scan->offset == scan->record_start)
		return TG_CSV_MORE;
	end_record(scan, scan->offset, 0);
	return TG_CSV_CUT;
}

void
tg_csv_quotes_begin(TgCsvQuotes *quotes, char quote, char escape)
{
	memset(quotes, 0, sizeof *quotes);
	quotes->quote = quote;
	quotes->escape = escape == quote ? '\0' : escape;
}

size_t
tg_csv_drop_cr(TgCsvQuotes *quotes, char *bytes, size_t len)
{
	size_t left = 0;

	for (size_t i = 0; i < len; i++)
	{
		char c = bytes[i];

		if (quotes->in_quote && c == quotes->escape && c != '\0')
			quotes->after_escape = !quotes->after_escape;
		if (c == quotes->quote && !quotes->after_escape)
			quotes->in_quote = !quotes->in_quote;
		if (c != quotes->escape)
			quotes->after_escape = false;
		if (c != '\r' || quotes->in_quote)
			bytes[left++] = c;
	}
	return left;
}
