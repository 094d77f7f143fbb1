/*
 * test_file_kind.c
 *	  What files are by their beginning, and the names of files in archives.
 */
#include "unit.h"

#include "core/text/file_kind.h"
#include "core/text/member_name.h"
#include "core/text/text.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t seed;

static void
beginnings(void **state)
{
	static const struct
	{
		const char *bytes;
		size_t len;
		const char *what; /* NULL: it may be text */
	} rows[] = {
		{"", 0, NULL},
		{"a,b\n1,2\n", 8, NULL},
		{"[{\"a\": 1}]", 10, NULL},
		/* columns of such names are none of binary files */
		{"PAR1,PAR2\n1,2\n", 14, NULL},
		{"ORC,DUCK\n1,2\n", 13, NULL},
		{"BZhang,x\n", 9, NULL},
		{"PGDMP,x\n", 8, NULL},
		{"Rar!,x\n", 7, NULL},
		{"GIF8,x\n", 7, NULL},
		{"\x1F\x8B\x08\0", 4, "a gzip file"},
		{"BZh91AY&SY\x01\x02", 12, "compressed with bzip2"},
		{"\xFD"
		 "7zXZ\0\0",
		 7, "compressed with xz"},
		{"PK\x03\x04\x14\0", 6, "a zip archive"},
		{"PK\x05\x06\0\0", 6, "a zip archive"},
		{"7z\xBC\xAF\x27\x1C\0", 7, "a 7z archive"},
		{"Rar!\x1A\x07\x01\0", 8, "a rar archive"},
		{"PAR1\x15\x04\x15\x10", 8, "a Parquet file"},
		{"SQLite format 3\0\x10\0", 18, "an SQLite database"},
		{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8,
		 "a document of Microsoft Office (xls)"},
		{"%PDF-1.7\n", 9, "a PDF document"},
		{"<!DOCTYPE html>\n", 16, "an HTML page"},
		{"\xEF\xBB\xBF\r\n  <HTML>", 13, "an HTML page"},
		{"<?xml version=\"1.0\"?>", 21, "an XML document"},
		{"\x28\xB5\x2F\xFD\x04", 5, "a zstd file"},
		{"ARROW1\0\0", 8, "an Arrow file"},
		{"Obj\x01\x04", 5, "an Avro file"},
		{"version https://git-lfs.github.com/spec/v1\n", 43,
		 "a pointer of Git LFS, not the file"},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		char *copy = unit_exact(rows[i].bytes, rows[i].len);
		const TgFileKind *kind = tg_file_kind(copy, rows[i].len);
		const char *what = kind == NULL ? NULL : kind->what;

		if (what != rows[i].what && (what == NULL || rows[i].what == NULL ||
									 strcmp(what, rows[i].what) != 0))
			fail_msg("row %zu is %s", i, what == NULL ? "text" : what);
		free(copy);
	}
}

static void
later_bytes(void **state)
{
	char bytes[TG_FILE_KIND_BYTES];

	(void) state;
	memset(bytes, 0, sizeof bytes);
	memcpy(bytes, "trips.csv", 9);
	assert_null(tg_file_kind(bytes, sizeof bytes));
	memcpy(bytes + 257, "ustar  ", 8);
	assert_int_equal(tg_file_kind(bytes, sizeof bytes)->access, TG_FILE_TAR);
	assert_null(tg_file_kind(bytes, 261));
	/* text may have the word there, too */
	memset(bytes, 'x', sizeof bytes);
	memcpy(bytes + 257, "ustar", 5);
	assert_null(tg_file_kind(bytes, sizeof bytes));
	memset(bytes, 'x', sizeof bytes);
	memcpy(bytes, "SQLite format 3\0", 16);
	memcpy(bytes + 68, "GPKG", 4);
	assert_string_equal(tg_file_kind(bytes, sizeof bytes)->what,
						"a GeoPackage");
}

static void
documents(void **state)
{
	(void) state;
	assert_string_equal(tg_zip_kind("xl/workbook.xml")->what,
						"an Excel workbook (xlsx)");
	assert_null(tg_zip_kind("trips.csv"));
	assert_null(tg_zip_kind("data/xl/workbook.xml"));
}

static void
member_names(void **state)
{
	static const struct
	{
		const char *name;
		const char *clean; /* NULL: it is none */
	} rows[] = {
		{"trips.csv", "trips.csv"},
		{"a/b.csv", "a/b.csv"},
		{"./trips.csv", "trips.csv"},
		{"././/a//./b.csv", "a/b.csv"},
		{"a/..b/c..", "a/..b/c.."},
		{".../x", ".../x"},
		{"M\xC3\xA4rz.csv", "M\xC3\xA4rz.csv"},
		{"M\x84rz.csv", "M%84rz.csv"},
		{"", NULL},
		{".", NULL},
		{"./", NULL},
		{"/etc/passwd", NULL},
		{"..", NULL},
		{"../x", NULL},
		{"a/../x", NULL},
		{"a/..", NULL},
		{"a\nb", NULL},
		{"a\x7F", NULL},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		char out[100];
		bool is_name = tg_member_name(rows[i].name, true, out);

		if (is_name != (rows[i].clean != NULL) ||
			(is_name && strcmp(out, rows[i].clean) != 0))
			fail_msg("row %zu is %s", i, is_name ? out : "no name");
	}
	{
		char out[100];

		assert_true(tg_member_name("M\xC3\xA4rz", false, out));
		assert_string_equal(out, "M%C3%A4rz");
	}
	assert_true(tg_member_is_hidden("__MACOSX/a/._trips.csv"));
	assert_true(tg_member_is_hidden("a/.DS_Store"));
	assert_false(tg_member_is_hidden("a/trips.csv"));
	assert_true(tg_member_is_document("README.txt"));
	assert_true(tg_member_is_document("a/ReadMe"));
	assert_true(tg_member_is_document("a.b/LICENSE"));
	assert_true(tg_member_is_document("a/codebook.PDF"));
	assert_true(tg_member_is_document("Thumbs.db"));
	assert_true(tg_member_is_document("a/SHA256SUMS"));
	assert_false(tg_member_is_document("readme.csv"));
	assert_false(tg_member_is_document("licenses.txt"));
	assert_false(tg_member_is_document("README/trips.txt"));
	assert_false(tg_member_is_document("a/trips.csv.gz"));
	assert_false(tg_member_is_document(""));
}

/* Whatever a name is, its path stays below the archive's. */
static void
any_name(void **state)
{
	static const char alphabet[] = "a./\x01\x84\xC3\xA4\\";

	(void) state;
	for (int round = 0; round < 20000; round++)
	{
		char name[30];
		char out[TG_MEMBER_NAME_ROOM(30)];
		char again[sizeof out];
		size_t len = (size_t) unit_range(&seed, 0, sizeof name - 1);

		for (size_t i = 0; i < len; i++)
			name[i] = alphabet[unit_range(&seed, 0, sizeof alphabet - 2)];
		name[len] = '\0';
		if (!tg_member_name(name, round % 2 == 0, out))
			continue;
		assert_true(out[0] != '\0' && out[0] != '/');
		assert_true(tg_utf8_valid(out, strlen(out)));
		assert_null(strstr(out, "//"));
		assert_true(tg_member_name(out, true, again));
		assert_string_equal(out, again);
	}
}

/* What goes before an archive is told by the record of its end. */
static void
test_zip_before(void **state)
{
	/* a directory of 46 bytes that begins at 100, and a comment of 3 */
	static const char end[] = "PK\5\6\0\0\0\0\1\0\1\0\x2E\0\0\0\x64\0\0\0"
							  "\3\0abc";
	size_t len = sizeof end - 1;
	char text[200] = {0};
	char *bytes;

	(void) state;
	assert_int_equal(tg_zip_before(end, len, 146 + len), 0);
	assert_int_equal(tg_zip_before(end, len, 246 + len), 100);
	assert_int_equal(tg_zip_before(end, len, 100 + len), 0);
	assert_int_equal(tg_zip_before(end, len - 3, 246 + len), 0);
	assert_int_equal(tg_zip_before(end, 10, 10), 0);
	assert_int_equal(tg_zip_before(end, 0, 0), 0);
	/* with what goes before it, and the mark of ZIP64 there */
	memcpy(text + 146, end, len);
	bytes = unit_exact(text, 146 + len);
	assert_int_equal(tg_zip_before(bytes, 146 + len, 146 + len), 0);
	assert_int_equal(tg_zip_before(bytes, 146 + len, 147 + len), 1);
	memcpy(bytes + 126, "PK\6\7", 4);
	assert_int_equal(tg_zip_before(bytes, 146 + len, 147 + len), 0);
	free(bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(beginnings), cmocka_unit_test(later_bytes),
		cmocka_unit_test(documents),  cmocka_unit_test(member_names),
		cmocka_unit_test(any_name),	  cmocka_unit_test(test_zip_before),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
