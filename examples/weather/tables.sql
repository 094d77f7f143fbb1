-- Tables for hourly weather and events of an app, with what makes a row good as
-- their constraints, and a feed for each.  The columns have the names of the
-- files' keys without their prefix.

CREATE TABLE mobility.weather (
  city text NOT NULL,
  date_time timestamp NOT NULL,
  currently_temperature numeric
    CONSTRAINT temperature_of_this_earth CHECK (currently_temperature BETWEEN -90 AND 60),
  currently_apparenttemperature numeric,
  currently_humidity numeric
    CONSTRAINT humidity_is_a_share CHECK (currently_humidity BETWEEN 0 AND 1),
  currently_precipintensity numeric
    CONSTRAINT no_rain_from_below CHECK (currently_precipintensity >= 0),
  currently_precipprobability numeric
    CONSTRAINT probability_is_a_share CHECK (currently_precipprobability BETWEEN 0 AND 1),
  currently_preciptype text
    CONSTRAINT known_precipitation CHECK (currently_preciptype IN ('rain', 'snow', 'sleet')),
  currently_visibility numeric CONSTRAINT visibility_not_negative CHECK (currently_visibility >= 0),
  currently_windspeed numeric CONSTRAINT wind_not_negative CHECK (currently_windspeed >= 0)
);

CREATE TABLE mobility.app_events (
  anonymous_id text NOT NULL,
  event_name text NOT NULL,
  original_timestamp_time timestamp NOT NULL,
  sent_time timestamp,
  received_time timestamp,
  context_timezone text,
  context_device_type text
    CONSTRAINT known_device_type CHECK (context_device_type IN ('ios', 'android', 'web')),
  context_device_id text,
  context_device_manufacturer text,
  context_device_model text,
  context_os_name text,
  context_os_version text,
  context_app_name text,
  context_app_version text,
  context_app_build text,
  properties_rating int
    CONSTRAINT rating_from_1_to_5 CHECK (properties_rating BETWEEN 1 AND 5),
  CONSTRAINT received_after_it_happened CHECK (received_time >= original_timestamp_time)
);

-- Where in an object each column is: under its own name, behind the prefix.
SELECT tripgrid.create_feed('weather_json', target => 'weather', format => 'json',
  mapping => (SELECT jsonb_object_agg(column_name, 'weather_data.' || column_name)
    FROM information_schema.columns WHERE (table_schema, table_name) = ('mobility', 'weather')),
  key => '{city, date_time}', add_load_id => true);

SELECT tripgrid.create_feed('app_events_json', target => 'app_events', format => 'json',
  mapping => (SELECT jsonb_object_agg(column_name, 'segment_tracks.' || column_name)
    FROM information_schema.columns WHERE (table_schema, table_name) = ('mobility', 'app_events')),
  add_load_id => true);

-- One row for each city and hour: the last that came of the hour.
CREATE VIEW mobility.weather_by_hour AS
SELECT DISTINCT ON (city, hour) city, date_trunc('hour', date_time) AS hour,
  currently_temperature AS temperature, currently_precipintensity AS rain_mm
FROM mobility.weather
ORDER BY city, hour, date_time DESC;
