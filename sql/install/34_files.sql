-- Files on the server, loaded in parts.

CREATE PROCEDURE tripgrid.load_file(path text, feed name DEFAULT NULL,
  jobs int DEFAULT 1, load_key text DEFAULT NULL, format text DEFAULT NULL,
  again boolean DEFAULT false, store name DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  delimiter text DEFAULT NULL, quote text DEFAULT NULL,
  escape text DEFAULT NULL, null_text text DEFAULT NULL,
  encoding text DEFAULT NULL, header boolean DEFAULT NULL,
  date_format text DEFAULT NULL, time_zone text DEFAULT NULL,
  position_order text DEFAULT NULL, position_form text DEFAULT NULL,
  position_srid int DEFAULT NULL, target name DEFAULT NULL,
  key text[] DEFAULT NULL, on_key text DEFAULT NULL,
  version text DEFAULT NULL, new_columns text DEFAULT 'pass')
  AS 'MODULE_PATHNAME', 'load_server_file' LANGUAGE C;

CREATE PROCEDURE tripgrid.load_directory(path text,
  pattern text DEFAULT '*', feed name DEFAULT NULL, jobs int DEFAULT 1,
  format text DEFAULT NULL, again boolean DEFAULT false,
  store name DEFAULT NULL, region text DEFAULT NULL,
  datasource text DEFAULT NULL, delimiter text DEFAULT NULL,
  quote text DEFAULT NULL, escape text DEFAULT NULL,
  null_text text DEFAULT NULL, encoding text DEFAULT NULL,
  header boolean DEFAULT NULL, date_format text DEFAULT NULL,
  time_zone text DEFAULT NULL, position_order text DEFAULT NULL,
  position_form text DEFAULT NULL, position_srid int DEFAULT NULL,
  recursive boolean DEFAULT false, target name DEFAULT NULL,
  key text[] DEFAULT NULL, on_key text DEFAULT NULL,
  version text DEFAULT NULL, new_columns text DEFAULT 'pass')
  AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON PROCEDURE tripgrid.load_directory(text, text, name, int, text,
  boolean, name, text, text, text, text, text, text, text, boolean, text,
  text, text, text, int, boolean, name, text[], text, text, text) IS
  'loads those files of a directory of the server that are new and whose names match a pattern, or one of several with commas between them, in the order of their paths, as load_file does; recursive => true takes those in its folders, too, whose names may say region=... and datasource=...; a file that fails is reported and does not stop the rest';

COMMENT ON PROCEDURE tripgrid.load_file(text, name, int, text, text, boolean,
  name, text, text, text, text, text, text, text, boolean, text, text, text,
  text, int, name, text[], text, text, text) IS
  'loads a file of the server, plain, packed, or those in an archive, through a feed, which is detected if none is named, or into a table (target), which is made if it is not there; commits by chunk: what was cut off goes on when it is called again; a key or a content that was loaded before loads nothing; for members of pg_read_server_files';

CREATE FUNCTION tripgrid.detect_table(path text, target name DEFAULT NULL,
  format text DEFAULT NULL, delimiter text DEFAULT NULL,
  quote text DEFAULT NULL, escape text DEFAULT NULL,
  null_text text DEFAULT NULL, encoding text DEFAULT NULL,
  header boolean DEFAULT NULL, date_format text DEFAULT NULL,
  store name DEFAULT NULL)
RETURNS TABLE (create_table text, columns text[], mapping jsonb,
  date_format_found text, decimal_comma boolean, format_found text, note text)
AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 1;

COMMENT ON FUNCTION tripgrid.detect_table(text, name, text, text, text, text,
  text, text, boolean, text, name) IS
  'the table that load_file would make of a file of the server, and what create_feed needs of it: types are found out from all of its values; makes nothing; for members of pg_read_server_files';
