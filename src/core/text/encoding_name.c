/*
 * encoding_name.c
 *	  Names of encodings as people and libraries write them.
 */
#include <stddef.h>
#include <string.h>

#include "core/text/ascii.h"
#include "core/text/encoding_name.h"

/*
 * Where two encodings differ in what the smaller one lacks, the larger one is
 * meant: files called EUC-KR are of Windows, and those called GB2312 have
 * characters that came later.
 */
static const struct
{
	const char *name;
	const char *server;
} names[] = {
	{"ascii", "UTF8"},		   {"usascii", "UTF8"},	   {"utf8sig", "UTF8"},
	{"utf8bom", "UTF8"},	   {"utf8mb3", "UTF8"},	   {"utf8mb4", "UTF8"},
	{"cp65001", "UTF8"},	   {"cp1250", "WIN1250"},  {"cp1251", "WIN1251"},
	{"cp1252", "WIN1252"},	   {"cp1253", "WIN1253"},  {"cp1254", "WIN1254"},
	{"cp1255", "WIN1255"},	   {"cp1256", "WIN1256"},  {"cp1257", "WIN1257"},
	{"cp1258", "WIN1258"},	   {"cp866", "WIN866"},	   {"ibm866", "WIN866"},
	{"cp874", "WIN874"},	   {"tis620", "WIN874"},   {"iso885911", "WIN874"},
	{"cp819", "LATIN1"},	   {"ibm819", "LATIN1"},   {"l1", "LATIN1"},
	{"isolatin1", "LATIN1"},   {"cp28591", "LATIN1"},  {"cp28592", "LATIN2"},
	{"koi8ru", "KOI8U"},	   {"cp20866", "KOI8R"},   {"cp932", "SJIS"},
	{"ms932", "SJIS"},		   {"windows31j", "SJIS"}, {"xsjis", "SJIS"},
	{"csshiftjis", "SJIS"},	   {"ujis", "EUC_JP"},	   {"cp51932", "EUC_JP"},
	{"cp936", "GBK"},		   {"ms936", "GBK"},	   {"gb2312", "GB18030"},
	{"gb23121980", "GB18030"}, {"euccn", "GB18030"},   {"cp54936", "GB18030"},
	{"cp949", "UHC"},		   {"ms949", "UHC"},	   {"euckr", "UHC"},
	{"ksc5601", "UHC"},		   {"ksc56011987", "UHC"}, {"ksx1001", "UHC"},
	{"cp950", "BIG5"},		   {"ms950", "BIG5"},
};

/* Tell whether a name is one of the table's, which has no signs. */
static bool
is_name(const char *name, const char *wanted)
{
	for (; *name != '\0'; name++)
	{
		if (!tg_is_letter(*name) && !tg_is_digit(*name))
			continue;
		if (tg_lower(*name) != *wanted)
			return false;
		wanted++;
	}
	return *wanted == '\0';
}

const char *
tg_encoding_name(const char *name)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (is_name(name, names[i].name))
			return names[i].server;
	return NULL;
}
