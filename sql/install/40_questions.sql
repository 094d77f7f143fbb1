-- The questions.

CREATE FUNCTION tripgrid.weekly_trips(area geometry DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  match text DEFAULT 'origin', since date DEFAULT NULL,
  until date DEFAULT NULL, destination_area geometry DEFAULT NULL,
  weekdays int[] DEFAULT NULL, hours text DEFAULT NULL,
  except_dates date[] DEFAULT NULL, store name DEFAULT NULL)
RETURNS TABLE (week date, trips bigint, days int)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 100;

COMMENT ON FUNCTION tripgrid.weekly_trips(geometry, text, text, text, date,
  date, geometry, int[], text, date[], name) IS
  'trips of each week (by its Monday) that match; weeks without any trip in the store (or region) are unknown and left out, weeks with none here are zero; area: polygon or multipolygon, SRID 4326; match: origin, destination, both or either end in the area; destination_area: trips that begin in area and end there; since and until: the first and the last day; weekdays: 1 is Monday; hours: such as 07:00-10:00, without its end, or over midnight; except_dates: days that do not count; weekday and date are those of the departure; days: how many days of the week count';

CREATE FUNCTION tripgrid.weekly_avg_trips(area geometry DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  match text DEFAULT 'origin', since date DEFAULT NULL,
  until date DEFAULT NULL, weeks text DEFAULT 'covered',
  destination_area geometry DEFAULT NULL, weekdays int[] DEFAULT NULL,
  hours text DEFAULT NULL, except_dates date[] DEFAULT NULL,
  store name DEFAULT NULL)
RETURNS numeric
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000;

COMMENT ON FUNCTION tripgrid.weekly_avg_trips(geometry, text, text, text, date,
  date, text, geometry, int[], text, date[], name) IS
  'matching trips in an average week: trips divided by days, times the number of weekdays asked for; days: those that since, until, weekdays and except_dates let pass of the weeks, which are covered (those in which the store, or the region, has any trip), calendar (all from the first to the last covered one, or from since to until) or active (those with a matching trip); null without a day; the other arguments are those of weekly_trips';

CREATE FUNCTION tripgrid.hourly_trips(area geometry DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  match text DEFAULT 'origin', since date DEFAULT NULL,
  until date DEFAULT NULL, destination_area geometry DEFAULT NULL,
  weekdays int[] DEFAULT NULL, hours text DEFAULT NULL,
  except_dates date[] DEFAULT NULL, store name DEFAULT NULL)
RETURNS TABLE (weekday int, hour int, trips bigint)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 168;

COMMENT ON FUNCTION tripgrid.hourly_trips(geometry, text, text, text, date,
  date, geometry, int[], text, date[], name) IS
  'trips that match, by weekday (1 is Monday) and hour of departure, all 168 of them; arguments as for weekly_trips';

CREATE FUNCTION tripgrid.datasource_regions(datasource text,
  store name DEFAULT NULL)
RETURNS TABLE (region text, trips bigint, first_departure timestamp,
  last_departure timestamp)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 10;

COMMENT ON FUNCTION tripgrid.datasource_regions(text, name) IS
  'the regions in which a datasource (null: any) has trips, with their number and first and last departure';

CREATE FUNCTION tripgrid.latest_datasource_top_regions(top int DEFAULT 2,
  store name DEFAULT NULL)
RETURNS TABLE (region text, trips bigint, datasource text,
  departed_at timestamp)
AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 10;

COMMENT ON FUNCTION tripgrid.latest_datasource_top_regions(int, name) IS
  'the regions with the most trips (two unless told otherwise), each with its number of trips and the datasource of its latest departure, newest first';

