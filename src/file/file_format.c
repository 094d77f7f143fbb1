/*
 * file_format.c
 *	  COPY's options, as load_file takes them.
 */
#include "compat.h"

#include "mb/pg_wchar.h"

#include "core/text/encoding_name.h"
#include "file/file_format.h"

void
file_option(char *room, const char *name, const char *value)
{
	if (strlen(value) >= FILE_OPTION_MAX)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s is longer than %d bytes", name,
							   FILE_OPTION_MAX - 1)));
	strcpy(room, value);
}

static char
byte_option(const char *name, const char *value, char standard)
{
	if (value == NULL)
		return standard;
	if (strlen(value) != 1 || *value == '\r' || *value == '\n')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a single one-byte character, and no end "
						"of line",
						name)));
	return *value;
}

TgUnicodeForm
file_unicode(const FileRequest *request)
{
	if (request->encoding == NULL || request->encoding_guessed)
		return TG_UNICODE_FIND;
	return tg_unicode_named(request->encoding);
}

/*
 * The encoding that is named.  What is not is UTF-8, until bytes say that it
 * is none; a server that converts nothing takes it as it comes.
 */
static int
encoding_of(const FileRequest *request)
{
	const char *name = request->encoding;
	const char *server;
	int encoding;

	if (name == NULL)
		return GetDatabaseEncoding() == PG_SQL_ASCII ? pg_get_client_encoding()
													 : PG_UTF8;
	if (file_unicode(request) > TG_UNICODE_NONE)
		return PG_UTF8;
	server = tg_encoding_name(name);
	encoding = pg_char_to_encoding(server == NULL ? name : server);
	if (encoding < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("encoding \"%s\" does not exist", name),
				 errhint("Encodings are, for example, UTF-8, UTF-16, cp1252, "
						 "latin1, cp1250, cp1251, cp949, gb18030, big5 and "
						 "shift_jis. Without the argument it is found out.")));
	return encoding;
}

/*
 * Records are cut before they are converted: a quote must not look like a part
 * of a longer character, and neither must a bracket of JSON.
 */
void
file_check_encoding(const FileFormat *format)
{
	if (PG_ENCODING_IS_CLIENT_ONLY(format->encoding) && format->json)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("JSON cannot be read in encoding \"%s\"",
							   pg_encoding_to_char(format->encoding)),
						errhint("Convert the file, for example with iconv.")));
	if (PG_ENCODING_IS_CLIENT_ONLY(format->encoding) &&
		((unsigned char) format->quote >= 0x30 ||
		 (unsigned char) format->escape >= 0x30))
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("quote and escape cannot be letters, digits or "
							   "backslashes in encoding \"%s\"",
							   pg_encoding_to_char(format->encoding)),
						errhint("Convert the file, for example with iconv.")));
}

FileFormat
file_format(const FileRequest *request)
{
	FileFormat format = {0};

	if (request->format != NULL && pg_strcasecmp(request->format, "csv") != 0)
	{
		if (pg_strcasecmp(request->format, "json") != 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("format \"%s\" is not known", request->format),
					 errhint("Files can be csv or json.")));
		format.json = true;
	}
	format.delimiter = byte_option("delimiter", request->delimiter, ',');
	format.quote = byte_option("quote", request->quote, '"');
	format.quote_said = request->quote != NULL;
	format.escape = byte_option("escape", request->escape, format.quote);
	format.encoding = encoding_of(request);
	format.unicode = file_unicode(request);
	if (request->null_text != NULL)
		file_option(format.null_text, "null_text", request->null_text);
	return format;
}
