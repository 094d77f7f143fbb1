/*
 * file_kind.c
 *	  What a file is, by what it begins with.
 */
#include <stdbool.h>
#include <string.h>

#include "core/text/ascii.h"
#include "core/text/file_kind.h"

#define BY_DUCKDB                                                             \
	"Convert it, for example with DuckDB: duckdb -c \"COPY (FROM "            \
	"'trips.parquet') TO 'trips.csv'\"."
#define BY_OGR                                                                \
	"Convert it, for example with GDAL: ogr2ogr -f CSV trips.csv FILE -lco "  \
	"GEOMETRY=AS_WKT."
#define BY_SHEET                                                              \
	"Save it as CSV, or convert it, for example with GDAL: ogr2ogr -f CSV "   \
	"trips.csv FILE."
#define BY_SQLITE                                                             \
	"Convert it: sqlite3 -header -csv FILE 'SELECT * FROM trips' > "          \
	"trips.csv."
#define BY_PANDAS                                                             \
	"Convert it with the program that wrote it, for example with pandas: "    \
	"to_csv('trips.csv', index=False)."
#define BY_HAND "Unpack it first."
#define BY_DOWNLOAD                                                           \
	"It may be the page that offers the file, or an error: download the "     \
	"file itself."

/* What a file is; some beginnings are text unless binary bytes follow. */
static const struct
{
	size_t at;
	const char *bytes;
	size_t len;
	bool binary;
	TgFileKind kind;
} kinds[] = {
	{0, "\x1F\x8B", 2, false, {TG_FILE_GZIP, "a gzip file", NULL}},
	{0, "\x28\xB5\x2F\xFD", 4, false, {TG_FILE_ZSTD, "a zstd file", NULL}},
	{0, "BZh", 3, true, {TG_FILE_PACKED, "compressed with bzip2", BY_HAND}},
	{0,
	 "\xFD"
	 "7zXZ",
	 6,
	 false,
	 {TG_FILE_PACKED, "compressed with xz", BY_HAND}},
	{0,
	 "\x04\x22\x4D\x18",
	 4,
	 false,
	 {TG_FILE_PACKED, "compressed with lz4", BY_HAND}},
	{0, "LZIP\x01", 5, false, {TG_FILE_PACKED, "an lzip file", BY_HAND}},
	{0, "\x1F\x9D", 2, false, {TG_FILE_PACKED, "a .Z file", BY_HAND}},
	{0, "PK\x03\x04", 4, false, {TG_FILE_ZIP, "a zip archive", BY_HAND}},
	{0, "PK\x05\x06", 4, false, {TG_FILE_ZIP, "a zip archive", BY_HAND}},
	{257, "ustar", 5, true, {TG_FILE_TAR, "a tar archive", BY_HAND}},
	{0,
	 "7z\xBC\xAF\x27\x1C",
	 6,
	 false,
	 {TG_FILE_REFUSED, "a 7z archive", "Unpack it first: 7z x FILE."}},
	{0,
	 "Rar!\x1A\x07",
	 6,
	 false,
	 {TG_FILE_REFUSED, "a rar archive", "Unpack it first: unrar x FILE."}},
	{0, "PAR1", 4, true, {TG_FILE_REFUSED, "a Parquet file", BY_DUCKDB}},
	{0,
	 "PARE",
	 4,
	 true,
	 {TG_FILE_REFUSED, "an encrypted Parquet file", BY_DUCKDB}},
	{0, "ORC", 3, true, {TG_FILE_REFUSED, "an ORC file", BY_OGR}},
	{0, "Obj\x01", 4, false, {TG_FILE_REFUSED, "an Avro file", BY_PANDAS}},
	{0, "ARROW1\0", 7, false, {TG_FILE_REFUSED, "an Arrow file", BY_PANDAS}},
	{0, "FEA1", 4, true, {TG_FILE_REFUSED, "a Feather file", BY_PANDAS}},
	{0,
	 "\x89HDF\r\n\x1A\n",
	 8,
	 false,
	 {TG_FILE_REFUSED, "an HDF5 file", BY_PANDAS}},
	{0, "CDF\x01", 4, false, {TG_FILE_REFUSED, "a NetCDF file", BY_PANDAS}},
	{0, "CDF\x02", 4, false, {TG_FILE_REFUSED, "a NetCDF file", BY_PANDAS}},
	{0, "\x93NUMPY", 6, false, {TG_FILE_REFUSED, "a NumPy file", BY_PANDAS}},
	{0,
	 "\x80\x04\x95",
	 3,
	 false,
	 {TG_FILE_REFUSED, "a Python pickle", BY_PANDAS}},
	{0,
	 "RDX3\n",
	 5,
	 true,
	 {TG_FILE_REFUSED, "an R data file", "Convert it in R: write.csv()."}},
	{0,
	 "RDX2\n",
	 5,
	 true,
	 {TG_FILE_REFUSED, "an R data file", "Convert it in R: write.csv()."}},
	{0,
	 "X\n\0\0\0",
	 5,
	 false,
	 {TG_FILE_REFUSED, "an R data file", "Convert it in R: write.csv()."}},
	{68, "GPKG", 4, true, {TG_FILE_REFUSED, "a GeoPackage", BY_OGR}},
	{0,
	 "SQLite format 3\0",
	 16,
	 false,
	 {TG_FILE_REFUSED, "an SQLite database", BY_SQLITE}},
	{8,
	 "DUCK",
	 4,
	 true,
	 {TG_FILE_REFUSED, "a DuckDB database",
	  "Convert it: duckdb FILE -c \"COPY trips TO 'trips.csv'\"."}},
	{0,
	 "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
	 8,
	 false,
	 {TG_FILE_REFUSED, "a document of Microsoft Office (xls)", BY_SHEET}},
	{0,
	 "\0\x01\0\0Standard ",
	 13,
	 false,
	 {TG_FILE_REFUSED, "a database of Microsoft Access",
	  "Convert it: mdb-export FILE trips > trips.csv."}},
	{0, "%PDF-", 5, false, {TG_FILE_REFUSED, "a PDF document", NULL}},
	{0,
	 "\0\0\x27\x0A",
	 4,
	 false,
	 {TG_FILE_REFUSED, "a part of a shapefile", BY_OGR}},
	{0, "fgb\x03", 4, false, {TG_FILE_REFUSED, "a FlatGeobuf file", BY_OGR}},
	{0,
	 "PGDMP",
	 5,
	 true,
	 {TG_FILE_REFUSED, "an archive of pg_dump",
	  "Restore it with pg_restore, then INSERT INTO the feed what a query "
	  "gives."}},
	{0,
	 "PGCOPY\n\xFF\r\n",
	 10,
	 false,
	 {TG_FILE_REFUSED, "binary output of COPY",
	  "COPY it into a table with FORMAT binary, then INSERT INTO the feed "
	  "what a query gives."}},
	{0, "\x89PNG\r\n", 6, false, {TG_FILE_REFUSED, "a picture", NULL}},
	{0, "\xFF\xD8\xFF", 3, false, {TG_FILE_REFUSED, "a picture", NULL}},
	{0, "GIF8", 4, true, {TG_FILE_REFUSED, "a picture", NULL}},
	{0,
	 "\x7F"
	 "ELF",
	 4,
	 false,
	 {TG_FILE_REFUSED, "a program", NULL}},
	{0,
	 "version https://git-lfs.github.com/spec/",
	 40,
	 false,
	 {TG_FILE_REFUSED, "a pointer of Git LFS, not the file",
	  "Fetch it: git lfs pull."}},
};

/* How text begins that has no records; blanks may go before it. */
static const struct
{
	const char *text;
	TgFileKind kind;
} markups[] = {
	{"<!doctype html", {TG_FILE_REFUSED, "an HTML page", BY_DOWNLOAD}},
	{"<html", {TG_FILE_REFUSED, "an HTML page", BY_DOWNLOAD}},
	{"<head", {TG_FILE_REFUSED, "an HTML page", BY_DOWNLOAD}},
	{"<body", {TG_FILE_REFUSED, "an HTML page", BY_DOWNLOAD}},
	{"<table", {TG_FILE_REFUSED, "an HTML page", BY_SHEET}},
	{"<!--", {TG_FILE_REFUSED, "an HTML page or XML", BY_DOWNLOAD}},
	{"<gpx", {TG_FILE_REFUSED, "a GPX track", BY_OGR}},
	{"<kml", {TG_FILE_REFUSED, "a KML document", BY_OGR}},
	{"<?xml", {TG_FILE_REFUSED, "an XML document", BY_OGR}},
	{"{\\rtf", {TG_FILE_REFUSED, "an RTF document", BY_SHEET}},
};

/* What a zip archive is that has such a member. */
static const struct
{
	const char *member;
	TgFileKind kind;
} documents[] = {
	{"xl/workbook.xml",
	 {TG_FILE_REFUSED, "an Excel workbook (xlsx)", BY_SHEET}},
	{"xl/workbook.bin",
	 {TG_FILE_REFUSED, "an Excel workbook (xlsb)", BY_SHEET}},
	{"word/document.xml", {TG_FILE_REFUSED, "a Word document", NULL}},
	{"ppt/presentation.xml", {TG_FILE_REFUSED, "a presentation", NULL}},
	{"content.xml", {TG_FILE_REFUSED, "an OpenDocument file", BY_SHEET}},
	{"doc.kml", {TG_FILE_REFUSED, "a KMZ archive", BY_OGR}},
};

/* Tell whether there are bytes that text does not have. */
static bool
has_binary(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char) bytes[i] < ' ' && !tg_is_blank(bytes[i]))
			return true;
	return false;
}

static bool
begins_with(const char *bytes, size_t len, const char *text)
{
	for (size_t i = 0; text[i] != '\0'; i++)
		if (i >= len || tg_lower(bytes[i]) != text[i])
			return false;
	return true;
}

const TgFileKind *
tg_file_kind(const char *bytes, size_t len)
{
	size_t some = len < TG_FILE_KIND_BYTES ? len : TG_FILE_KIND_BYTES;
	bool binary = has_binary(bytes, some);
	size_t at = 0;

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (len >= kinds[i].at + kinds[i].len &&
			(binary || !kinds[i].binary) &&
			memcmp(bytes + kinds[i].at, kinds[i].bytes, kinds[i].len) == 0)
			return &kinds[i].kind;
	if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		at = 3;
	while (at < len && tg_is_blank(bytes[at]))
		at++;
	for (size_t i = 0; i < sizeof markups / sizeof markups[0]; i++)
		if (begins_with(bytes + at, len - at, markups[i].text))
			return &markups[i].kind;
	return NULL;
}

const TgFileKind *
tg_zip_kind(const char *member)
{
	for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++)
		if (strcmp(member, documents[i].member) == 0)
			return &documents[i].kind;
	return NULL;
}

/* A number of so many bytes, the lowest first. */
static uint64_t
number_of(const unsigned char *bytes, unsigned count)
{
	uint64_t number = 0;

	while (count-- > 0)
		number = number << 8 | bytes[count];
	return number;
}

/*
 * Its directory ends where the record of its end begins, and that says where
 * the directory was to begin.
 */
uint64_t
tg_zip_before(const char *bytes, size_t len, uint64_t file_bytes)
{
	const unsigned char *text = (const unsigned char *) bytes;
	size_t at = len < 22 ? 0 : len - 22 + 1;

	while (at-- > 0)
	{
		uint64_t size;
		uint64_t offset;
		uint64_t end = file_bytes - len + at;

		if (memcmp(text + at, "PK\5\6", 4) != 0 ||
			at + 22 + number_of(text + at + 20, 2) > len)
			continue;
		size = number_of(text + at + 12, 4);
		offset = number_of(text + at + 16, 4);
		/* one of ZIP64 has another record between them */
		if (size == UINT32_MAX || offset == UINT32_MAX ||
			(at >= 20 && memcmp(text + at - 20, "PK\6\7", 4) == 0) ||
			size + offset > end)
			return 0;
		return end - size - offset;
	}
	return 0;
}
