-- What users have set, as it came: all changes stay, and the view settings_latest
-- has the last value of each id and name.  Epochs are read as UTC.

CREATE TABLE mobility.settings (
  id bigint NOT NULL,
  name text NOT NULL,
  value text,
  changed_at timestamp NOT NULL
);

SELECT tripgrid.create_feed('settings_csv', target => 'settings', add_load_id => true,
  columns => '{id, name, value, timestamp}', mapping => '{"changed_at": "timestamp"}', time_zone => 'UTC',
  key => '{id, name}', on_key => 'replace', version => 'changed_at', history => true);

-- One row for each id; a name that is new shows up by itself.
CREATE VIEW mobility.settings_by_id AS
SELECT id, jsonb_object_agg(name, value ORDER BY name) AS settings, max(changed_at) AS changed_at
FROM mobility.settings_latest
GROUP BY id;

-- The same with a column for each name that is known.
CREATE VIEW mobility.settings_in_columns AS
SELECT id,
  max(value) FILTER (WHERE name = 'background') AS background,
  max(value) FILTER (WHERE name = 'notification') AS notification,
  max(value) FILTER (WHERE name = 'refresh') AS refresh
FROM mobility.settings_latest
GROUP BY id;
