-- What nothing in a file proves is refused, or told: a table of cases of which
-- those are shown that come out otherwise.
CREATE TEMP TABLE doubts (n serial, header text, rows text, expected text);

-- expected: refused, warned or read, and what the message matches.  Rows are
-- repeated, with %s in them for a number of two digits that goes from 10 to 29, and
-- %t for the next one.
CREATE FUNCTION pg_temp.outcome(header text, rows text) RETURNS text
LANGUAGE sql AS $$
  SELECT CASE WHEN d.refusal IS NOT NULL THEN 'refused: ' || d.refusal
    WHEN NOT d.complete THEN 'incomplete: ' || d.missing::text
    WHEN d.warnings <> '{}' THEN 'warned: '
      || array_to_string(d.warnings, ' | ')
    ELSE concat_ws(' ', 'read:', d.date_format, d.mapping::text) END
  FROM tripgrid.detect_feed(header, (SELECT
    string_agg(replace(replace(rows, '%s', n::text), '%t', (n + 1)::text), E'\n'
      ORDER BY n)
    FROM generate_series(10, 29) AS n)) AS d
$$;

-- points that are numbered, and more than two
INSERT INTO doubts (header, rows, expected) VALUES
('time,lon_1,lat_1,lon_2,lat_2,lon_3,lat_3',
 '2024-06-03 08:%s,16.37%s,48.2,16.38,48.21%s,16.39,48.2', 'refused: .*"lon_3"'),
('time,lat1,lon1,lat2,lon2,lat3,lon3,lat4,lon4',
 '2024-06-03 13:%s,48.2%s,16.37,48.21,16.3,48.2,16.3%s,48.2,16.37',
 'refused: .*"lon1", "lon2" and "lon3"'),
('time,point_a,point_b,point_c',
 '2024-06-03 13:%s,POINT(16.3%s 48.2),POINT(16.4 48.2%s),POINT(16.38 48.1%s)',
 'refused: .*"point_c"'),
('time,lon_1,lat_1,lon_2,lat_2,lon_3,lat_3',
 '2024-06-03 13:%s,16.37%s,48.2,16.38,48.21%s,,', 'warned: the origin .*"lon_1", since it comes before "lon_2"'),
('time,lon_1,lat_1,lon_2,lat_2', '2024-06-03 13:%s,16.37%s,48.2,16.38,48.21%s',
 'warned: the origin .*"lon_1", since it comes before "lon_2"'),
('a,b,c','POINT(16.3%s 48.2),POINT(16.4 48.2%s),2024-06-03 13:%s',
 'warned: the origin .*"a", since it comes before "b"'),
('time,lon_0,lat_0,lon_1,lat_1,zone_3',
 '2024-06-03 13:%s,16.37%s,48.2,16.38,48.21%s,7', 'warned: the origin .*"lon_0"');

-- names that say nothing, with letters or numbers or none
INSERT INTO doubts (header, rows, expected)
SELECT h.header, '1,48.2%s12,16.3%s41,48.21345,16.38412,2024-06-03 13:%s',
  'warned: the origin .* since it comes before .*; a feed of your own settles'
FROM (VALUES ('a,b,c,d,e,f'), ('f1,f2,f3,f4,f5,f6'), ('V1,V2,V3,V4,V5,V6'),
    ('col_1,col_2,col_3,col_4,col_5,col_6'), ('0,1,2,3,4,5'), ('id,y1,x1,y2,x2,t'),
    ('id,lat_a,lon_a,lat_b,lon_b,t'), ('id,lat1,lon1,lat2,lon2,t'),
    ('id,lat2,lon2,lat1,lon1,t'), ('id,aa,bb,cc,dd,ee'),
    ('1,48.21234,16.31415,48.21345,16.38412,2024-06-03 13:10')) AS h (header);

-- polygons end where they begin
INSERT INTO doubts (header, rows, expected) VALUES
('{"type":"Feature","properties":{"start_time":"2024-06-03T13:00:00"},'
 '"geometry":{"type":"Polygon","coordinates":[[[16.3,48.2],[16.4,48.2],[16.3,48.2]]]}}',
 '{"type":"Feature","properties":{"start_time":"2024-06-03T13:%s:00"},'
 '"geometry":{"type":"Polygon","coordinates":[[[16.3%s,48.2],[16.4,48.2],[16.3%s,48.2]]]}}',
 'refused: Polygons'),
('{"type":"Feature","properties":{"start_time":"2024-06-03T13:00:00"},'
 '"geometry":{"type":"MultiPolygon","coordinates":[[[[16.3,48.2],[16.4,48.2],[16.3,48.2]]]]}}',
 '{"type":"Feature","properties":{"start_time":"2024-06-03T13:%s:00"},'
 '"geometry":{"type":"MultiPolygon","coordinates":[[[[16.3%s,48.2],[16.4,48.2],[16.3%s,48.2]]]]}}',
 'refused: Polygons'),
('{"start_time":"2024-06-03T13:00:00","ring":[[16.3,48.2],[16.4,48.2],[16.3,48.2]]}',
 '{"start_time":"2024-06-03T13:%s:00","ring":[[16.3%s,48.2],[16.4,48.2],[16.3%s,48.2]]}',
 'warned: .*"ring" all end where they begin'),
('{"type":"Feature","properties":{"start_time":"2024-06-03T13:00:00"},'
 '"geometry":{"type":"LineString","coordinates":[[16.3,48.2],[16.4,48.2]]}}',
 '{"type":"Feature","properties":{"start_time":"2024-06-03T13:%s:00"},'
 '"geometry":{"type":"LineString","coordinates":[[16.3%s,48.2],[16.4,48.2%s]]}}',
 'read: .*geometry.coordinates');

-- local times and instants in one column
INSERT INTO doubts (header, rows, expected) VALUES
('start_time,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03T13:%s:00,16.3%s,48.2,16.38,48.21\n2024-06-03T13:%s:00Z,16.3%s,48.2,16.38,48.21',
 'refused: .*T13:10:00Z.*T13:10:00"'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 13:%s:00+02:00,16.3%s,48.2,16.38,48.21\n2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21',
 'refused: .*[+]02:00'),
-- which have the same clock by the name of their column
('start_time_utc,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03T13:%s:00,16.3%s,48.2,16.38,48.21\n2024-06-03T13:%s:00Z,16.3%s,48.2,16.38,48.21',
 'read: '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03T13:%s:00Z,16.3%s,48.2,16.38,48.21', 'read: ');

-- what stands above rows says of their clock
INSERT INTO doubts (header, rows, expected) VALUES
(E'# all times in UTC\nstart_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21',
 'warned: .*clock of UTC, as "# all times in UTC" says above them; time_zone'),
(E'Trips of June (all times UTC)\nstart_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21', 'warned: .*clock of UTC'),
(E'Times in UTC+2\nstart_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21', 'warned: .*clock of Etc/GMT-2'),
(E'start_time,start_lon,start_lat,end_lon,end_lat\nUTC,deg,deg,deg,deg',
 '2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21', 'warned: .*clock of UTC, as "UTC"'),
(E'made 2024-07-01 09:15 UTC\nstart_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21', 'warned: .*local time, whatever "made'),
(E'times are local, not UTC\nstart_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21', 'warned: .*local time, whatever'),
(E'all times in UTC\nstart_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 13:%s:00Z,16.3%s,48.2,16.38,48.21', 'read: '),
-- a name that says local, and an instant
('start_time_local,start_lon,start_lat,end_lon,end_lat',
 '17174025%s,16.3%s,48.2,16.38,48.21', 'warned: .*instants, though .*"start_time_local"; time_zone, .UTC.'),
('local_start_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03T13:%s:00Z,16.3%s,48.2,16.38,48.21', 'warned: .*instants, though .*"local_start_time"'),
('start_time_local,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03T13:%s:00+02:00,16.3%s,48.2,16.38,48.21', 'read: ');

-- offsets from UTC: those of the day, and those that zones have
INSERT INTO doubts (header, rows, expected) VALUES
('start_time,utc_offset,start_lon,start_lat,end_lon,end_lat',
 E'2024-01-03 09:%s:40,+00:00,-9.1%s,38.72,-9.15,38.73\n2024-06-03 09:%s:40,+01:00,-9.1%s,38.72,-9.15,38.73',
 'warned: .*"utc_offset" says; a feed of your own, with clock'),
('start_time,utc_offset,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 14:%s:40,-21600,-104.9%s,39.74,-104.99,39.75',
 'warned: .*"utc_offset" says; a feed of your own, with clock'),
('start_time,utc_offset,start_lon,start_lat,end_lon,end_lat',
 E'2024-01-03 09:%s:40,+01:00,-9.1%s,38.72,-9.15,38.73\n2024-06-03 09:%s:40,+01:00,-9.1%s,38.72,-9.15,38.73',
 'refused: .*"utc_offset" has offsets that Lisbon has not'),
('start_time,utc_offset,start_lon,start_lat,end_lon,end_lat',
 E'2019-06-03 09:%s:40,-5,-99.1%s,19.43,-99.15,19.42',
 'warned: .*"utc_offset" says'),
('start_time,utc_offset,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 09:%s:40,-5,-99.1%s,19.43,-99.15,19.42',
 'refused: .*"utc_offset" has offsets that Mexico City has not'),
('start (UTC-1200),start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 09:%s:40,16.3%s,48.2,16.38,48.21',
 'read: '),
('start (UTC-13),start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 09:%s:40,16.3%s,48.2,16.38,48.21',
 'refused: .*no zone of whole hours'),
('start (UTC+14),start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 09:%s:40,16.3%s,48.2,16.38,48.21',
 'read: '),
('start (UTC+15),start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 09:%s:40,16.3%s,48.2,16.38,48.21',
 'refused: .*no zone of whole hours');

-- letters of a clock that the city has, but not when trips depart
INSERT INTO doubts (header, rows, expected) VALUES
('start_time,start_lon,start_lat,end_lon,end_lat',
 E'2024-01-03 13:%s:00 PST,-122.4%s,37.77,-122.41,37.78\n2024-07-03 13:%s:00 PST,-122.4%s,37.77,-122.41,37.78',
 'warned: .*"2024-07-03 13:10:00 PST" .* America/Los_Angeles has not then; time_zone, or date_format'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '03.07.2024 13:%s CET,16.3%s,48.2,16.38,48.21', 'warned: .*Europe/Vienna has not then'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 E'2024-01-03 13:%s:00 PST,-122.4%s,37.77,-122.41,37.78\n2024-07-03 13:%s:00 PDT,-122.4%s,37.77,-122.41,37.78',
 'read: '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024-07-03 13:%s:00 CEST,-0.1%s,51.5,-0.12,51.51', 'read: '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024-04-03 13:%s MEZ,13.4%s,52.52,13.41,52.53', 'warned: .*Europe/Berlin has not then'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '03.01.2024 13:%s MESZ,13.4%s,52.52,13.41,52.53', 'warned: .*Europe/Berlin has not then'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 E'2024-01-03 13:%s MEZ,13.4%s,52.52,13.41,52.53\n2024-07-03 13:%s MESZ,13.4%s,52.52,13.41,52.53', 'read: '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024-07-03 13:%s:00 GMT,-0.1%s,51.5,-0.12,51.51', 'warned: .*Europe/London has not then'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '"Wed, 03 Jul 2024 13:%s:00 GMT",-0.1%s,51.5,-0.12,51.51', 'warned: .*Europe/London has not then'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 E'2024-07-03 13:%s:00 GMT+1,-0.1%s,51.5,-0.12,51.51\n2024-07-03 13:%s:00Z,-0.1%s,51.5,-0.12,51.51', 'read: '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024-01-03 13:%s:00 GMT,-0.1%s,51.5,-0.12,51.51', 'read: '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024-07-03 13:%s:00 GMT,16.3%s,48.2,16.38,48.21', 'read: ');

-- AM and PM that some rows have, or none
INSERT INTO doubts (header, rows, expected) VALUES
('start_time,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 08:%s:00,16.3%s,48.2,16.38,48.21\n2024-06-03 08:%s:00 AM,16.3%s,48.2,16.38,48.21',
 'refused: .*AM or PM.*08:29:00"'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 08:%s:00,16.3%s,48.2,16.38,48.21\n2024-06-03 08:%s:00 AM,16.3%s,48.2,16.38,48.21\nno time,16.3,48.2,16.38,48.21',
 'refused: .*AM or PM.*08:29:00"'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 08:%s:00 PM,16.3%s,48.2,16.38,48.21', 'read: ');

-- dates at midnight beside a time of day
INSERT INTO doubts (header, rows, expected) VALUES
('day,time,start_lon,start_lat,end_lon,end_lat',
 '2018-05-%s 00:00:00,9:03,16.3%s,48.2,16.38,48.21',
 'read: YYYY-MM-DD" 00:00:00" HH24:MI:SS .*"departed_date": "day".*"departed_time": "time"'),
('StartDate,StartTime,EndDate,EndTime,start_lon,start_lat,end_lon,end_lat',
 '2018-05-%sT00:00:00.000Z,9:03,2018-05-%sT00:00:00.000Z,9:13,16.3%s,48.2,16.38,48.21',
 'read: YYYY-MM-DD"T00:00:00.000Z" HH24:MI:SS .*"StartDate".*"StartTime"'),
('day,time,start_lon,start_lat,end_lon,end_lat',
 '2018/05/%s 00:00:00+02,09:03,16.3%s,48.2,16.38,48.21',
 'read: YYYY/MM/DD" 00:00:00[+]02" HH24:MI:SS '),
('day,time,start_lon,start_lat,end_lon,end_lat',
 '05/%s/2018 12:00:00 AM,09:03 PM,16.3%s,48.2,16.38,48.21',
 'read: MM/DD/YYYY" 12:00:00 AM" HH12:MI:SS AM '),
('datetime,hour,start_lon,start_lat,end_lon,end_lat',
 '2018-05-%s 00:00,13,16.3%s,48.2,16.38,48.21',
 'read: YYYY-MM-DD" 00:00" HH24 .*"departed_time": "hour"'),
('day,time,start_lon,start_lat,end_lon,end_lat',
 '"Fri, %s May 2018 00:00:00 GMT",09:03,16.3%s,48.2,16.38,48.21',
 'read: DY, DD Mon YYYY" 00:00:00 GMT" HH24:MI:SS '),
('day,time,start_lon,start_lat,end_lon,end_lat',
 '201805%s000000,09:03,16.3%s,48.2,16.38,48.21',
 'read: YYYYMMDD"000000" HH24:MI:SS '),
('day,time,time_2,start_lon,start_lat,end_lon,end_lat',
 '2018-05-%s 00:00:00,9:03,9:13,16.3%s,48.2,16.38,48.21',
 'warned: .*"time", not "time_2"'),
('day,time,start_lon,start_lat,end_lon,end_lat',
 E'2018-03-%s 00:00:00+01,09:03,16.3%s,48.2,16.38,48.21\n2018-04-%s 00:00:00+02,09:03,16.3%s,48.2,16.38,48.21',
 'incomplete: .departed_at'),
('day,time,start_lon,start_lat,end_lon,end_lat',
 '2018-05-%sT22:00:00Z,09:03,16.3%s,48.2,16.38,48.21',
 'incomplete: .departed_at'),
('day,start_lon,start_lat,end_lon,end_lat',
 '2018-05-%s 00:00:00,16.3%s,48.2,16.38,48.21',
 'warned: .*one time of day'),
('day,end_time,start_lon,start_lat,end_lon,end_lat',
 '2018-05-%s 00:00:00,9:13,16.3%s,48.2,16.38,48.21',
 'incomplete: .departed_at'),
('start_time,duration,start_lon,start_lat,end_lon,end_lat',
 '2018-05-28 00:00:%s,00:12:%s,16.3%s,48.2,16.38,48.21',
 'read: (?!.*departed_date)');

-- what names say of times besides when trips began
INSERT INTO doubts (header, rows, expected) VALUES
('Reservation Date,Trip Date,Pickup Time,start_lon,start_lat,end_lon,end_lat',
 '2024-05-01,2024-06-%s,08:15,16.3%s,48.2,16.38,48.21',
 'read: (?=.*"departed_date": "Trip Date").*"departed_time": "Pickup Time"'),
('survey_date,travel_date,departure_time,start_lon,start_lat,end_lon,end_lat',
 '2024-05-01,2024-06-%s,08:15,16.3%s,48.2,16.38,48.21',
 'read: (?=.*"departed_date": "travel_date").*"departed_time": "departure_time"'),
('Buchungsdatum,Fahrtdatum,Startzeit,start_lon,start_lat,end_lon,end_lat',
 '2024-05-01,2024-06-%s,08:15,16.3%s,48.2,16.38,48.21',
 'read: (?=.*"departed_date": "Fahrtdatum").*"departed_time": "Startzeit"'),
('registration_date,rental_date,rental_time,start_lon,start_lat,end_lon,end_lat',
 '2024-05-01,2024-06-%s,08:15,16.3%s,48.2,16.38,48.21',
 'read: (?=.*"departed_date": "rental_date").*"departed_time": "rental_time"'),
('Service Date,Reservation Date,Pickup Time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-%s,2024-05-01,08:15,16.3%s,48.2,16.38,48.21',
 'read: (?=.*"departed_date": "Service Date")'),
('Reservation Date,Pickup Time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-%s,08:15,16.3%s,48.2,16.38,48.21',
 'warned: .*"Reservation Date", which may say when a trip was asked for'),
('some_date,other_date,time,start_lon,start_lat,end_lon,end_lat',
 '2024-05-01,2024-06-%s,08:15,16.3%s,48.2,16.38,48.21',
 'warned: .*dates .* from column "some_date", not "other_date"'),
('some_date,other_date,time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-%s,2024-06-%s,08:15,16.3%s,48.2,16.38,48.21',
 'read: '),
('completed_at,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,16.3%s,48.2,16.38,48.21',
 'incomplete: .departed_at'),
('delivered_at,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,16.3%s,48.2,16.38,48.21',
 'incomplete: .departed_at'),
('paid_at,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,16.3%s,48.2,16.38,48.21',
 'incomplete: .departed_at'),
('invoice_date,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,16.3%s,48.2,16.38,48.21',
 'incomplete: .departed_at'),
('date_retour,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,16.3%s,48.2,16.38,48.21',
 'incomplete: .departed_at'),
('fecha_entrega,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,16.3%s,48.2,16.38,48.21',
 'incomplete: .departed_at'),
('closed_at,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,16.3%s,48.2,16.38,48.21',
 'incomplete: .departed_at'),
('completion_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,16.3%s,48.2,16.38,48.21',
 'incomplete: .departed_at'),
('requested_at,completed_at,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,2024-06-03 09:%s:00,16.3%s,48.2,16.38,48.21',
 'warned: .*"requested_at", which may say when a trip was asked for'),
('order_time,completion_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,2024-06-03 09:%s:00,16.3%s,48.2,16.38,48.21',
 'warned: .*"order_time", which may'),
('booking_time,drop_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,2024-06-03 09:%s:00,16.3%s,48.2,16.38,48.21',
 'warned: .*"booking_time", which may'),
('zeitpunkt_buchung,zeitpunkt_ende,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,2024-06-03 09:%s:00,16.3%s,48.2,16.38,48.21',
 'warned: .*"zeitpunkt_buchung", which may'),
('requested_at,pickup_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,2024-06-03 09:%s:00,16.3%s,48.2,16.38,48.21',
 'read: (?=.*"departed_at": "pickup_time")'),
('booking_start,booking_end,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00,2024-06-03 09:%s:00,16.3%s,48.2,16.38,48.21',
 'read: (?=.*"departed_at": "booking_start")'),
('request_date,request_time,pickup_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-%s,08:05,08:15,16.3%s,48.2,16.38,48.21',
 'incomplete: .departed_at');

-- parts of trips, and several
INSERT INTO doubts (header, rows, expected) VALUES
('trip_id,leg,start_time,start_lon,start_lat,end_lon,end_lat',
 E'T%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\nT%s,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'refused: .*"leg" counts the parts of each trip that column "trip_id" has'),
('trip_id,leg_no,start_time,start_lon,start_lat,end_lon,end_lat',
 E'T%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\nT%s,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'refused: .*"leg_no" counts the parts of each trip that column "trip_id" has'),
('trip_id,leg_id,start_time,start_lon,start_lat,end_lon,end_lat',
 E'T%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\nT%s,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'refused: .*"leg_id" counts the parts of each trip that column "trip_id" has'),
('trip_id,trip_leg,start_time,start_lon,start_lat,end_lon,end_lat',
 E'T%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\nT%s,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'refused: .*"trip_leg" counts the parts of each trip that column "trip_id" has'),
('trip_id,stage,start_time,start_lon,start_lat,end_lon,end_lat',
 E'T%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\nT%s,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'refused: .*"stage" counts the parts of each trip that column "trip_id" has'),
('trip_id,stage_number,start_time,start_lon,start_lat,end_lon,end_lat',
 E'T%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\nT%s,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'refused: .*"stage_number" counts the parts of each trip that column "trip_id" has'),
('trip_id,segment_no,start_time,start_lon,start_lat,end_lon,end_lat',
 E'T%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\nT%s,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'refused: .*"segment_no" counts the parts of each trip that column "trip_id" has'),
('trip_id,section,start_time,start_lon,start_lat,end_lon,end_lat',
 E'T%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\nT%s,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'refused: .*"section" counts the parts of each trip that column "trip_id" has'),
('trip_id,etappe,start_time,start_lon,start_lat,end_lon,end_lat',
 E'T%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\nT%s,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'refused: .*"etappe" counts the parts of each trip that column "trip_id" has'),
('trip_id,Etappe_Nr,start_time,start_lon,start_lat,end_lon,end_lat',
 E'T%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\nT%s,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'refused: .*"Etappe_Nr" counts the parts of each trip that column "trip_id" has'),
('trip_id,tramo,start_time,start_lon,start_lat,end_lon,end_lat',
 E'T%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\nT%s,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'refused: .*"tramo" counts the parts of each trip that column "trip_id" has'),
('Weg_Nr,Etappe,start_time,start_lon,start_lat,end_lon,end_lat',
 E'1,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\n2,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\n2,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'refused: .*"Weg_Nr"'),
('tour_id,leg,start_time,start_lon,start_lat,end_lon,end_lat',
 E'%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\n%s,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'warned: .*"leg" may say which part'),
('trip_id,leg,start_time,start_lon,start_lat,end_lon,end_lat',
 E'1,%s,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'read: '),
('trip_id,section,start_time,start_lon,start_lat,end_lon,end_lat',
 E'%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\n1%s,2,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'warned: .*"section" may say'),
('trip_id,section,start_time,start_lon,start_lat,end_lon,end_lat',
 E'%s,7,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21\n1%s,9,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'read: '),
('trip_id,stage,start_time,start_lon,start_lat,end_lon,end_lat',
 E'%s,1,2024-06-03 08:%s,16.3%s,48.2,16.38,48.21',
 'read: '),
('start_time,person_trips,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 08:%s,12,16.3%s,48.2,16.38,48.21',
 'refused: .*"person_trips" says that a row stands for several'),
('start_time,passenger_trips,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 08:%s,12,16.3%s,48.2,16.38,48.21',
 'refused: .*"passenger_trips" says that a row stands for several'),
('start_time,pax_trips,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 08:%s,12,16.3%s,48.2,16.38,48.21',
 'refused: .*"pax_trips" says that a row stands for several'),
('start_time,vehicle_trips,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 08:%s,12,16.3%s,48.2,16.38,48.21',
 'refused: .*"vehicle_trips" says that a row stands for several'),
('start_time,vehicles,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 08:%s,12,16.3%s,48.2,16.38,48.21',
 'warned: .*"vehicles" may say how many'),
('start_time,passengers,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03 08:%s,2,16.3%s,48.2,16.38,48.21',
 'read: ');

-- instants of cities by other clocks, where a column has the regions
INSERT INTO doubts (header, rows, expected) VALUES
('city,start_time,start_lon,start_lat,end_lon,end_lat',
 E'Vienna,2024-06-03T13:%s:00Z,16.3%s,48.2,16.38,48.21\nVienna,2024-06-03T13:%s:00Z,16.3%s,48.2,16.38,48.21\nLisbon,2024-06-03T13:%s:00Z,-9.14%s,38.72,-9.15,38.73',
 'refused: .*instants in several cities, whose names column "city" has'),
('region,start_time,start_lon,start_lat,end_lon,end_lat',
 E'VIE,2024-06-03T13:%s:00Z,16.3%s,48.2,16.38,48.21\nVIE,2024-06-03T13:%s:00Z,16.3%s,48.2,16.38,48.21\nNYC,2024-06-03T13:%s:00Z,-73.98%s,40.72,-73.95,40.73',
 'refused: .*instants in several cities'),
('city,start_time,start_lon,start_lat,end_lon,end_lat',
 E'Vienna,2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21\nVienna,2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21\nLisbon,2024-06-03 13:%s:00,-9.14%s,38.72,-9.15,38.73',
 'read: '),
-- by the same clock, and without a column
('city,start_time,start_lon,start_lat,end_lon,end_lat',
 E'Vienna,2024-06-03T13:%s:00Z,16.3%s,48.2,16.38,48.21\nVienna,2024-06-03T13:%s:00Z,16.3%s,48.2,16.38,48.21\nBerlin,2024-06-03T13:%s:00Z,13.4%s,52.52,13.41,52.53',
 'warned: .*local time of the known city where each trip begins, or else of Europe/Vienna; time_zone'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03T13:%s:00Z,16.3%s,48.2,16.38,48.21\n2024-06-03T13:%s:00Z,16.3%s,48.2,16.38,48.21\n2024-06-03T13:%s:00Z,-9.14%s,38.72,-9.15,38.73',
 'read: ');

-- planes, and radians
INSERT INTO doubts (header, rows, expected) VALUES
('start_time,x1,y1,x2,y2', '2024-06-03 13:%s:00,5,9,%s,7', 'refused: .*"x1" and "y1".*4326'),
('start_time,start_x,start_y,end_x,end_y',
 '2024-06-03 13:%s:00,25.%s3,9.4%s,26.1,7', 'refused: .*"start_x" and "start_y"'),
('start_time,x1,y1,x2,y2', '2024-06-03 13:%s:00,13.123%s,9.43%s,13.1,9.5',
 'warned: .*columns "x1" and "y1".* position_srid settles'),
('start_time,x1,y1,x2,y2', '2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21', 'warned: the origin .*"x1"(?!.*position_srid)'),
('start_time,o_lon,o_lat,d_lon,d_lat', '2024-06-03 13:%s:00,5,9,%s,7',
 'warned: coordinates are whole degrees.*; position_srid => 4326 settles'),
('start_time,o_lon,o_lat,d_lon,d_lat', '2024-06-03 13:%s:00,16,48,16,48', 'refused: .*whole degrees, and all positions one'),
('start_time,o_lon,o_lat,d_lon,d_lat', '2024-06-03 13:%s:00,5.0,9,%s.5,7', 'warned: coordinates of both ends, or one of each two, are whole degrees'),
('start_time,o_lon,o_lat,d_lon,d_lat', '2024-06-03 13:%s:00,16,48.2%s,16,48.3%s',
 'warned: coordinates of both ends, or one'),
('start_time,o_lon,o_lat,d_lon,d_lat', '2024-06-03 13:%s:00,16.3%s,48.2%s,16,48',
 'warned: coordinates of destinations, or one'),
('start_time,o_lon,o_lat,d_lon,d_lat', '2024-06-03 13:%s:00,16.3%s,48,16.31%s,48.2%s',
 'warned: coordinates of origins, or one.*; position_srid => 4326 settles'),
('start_time,o_lon,o_lat,d_lon,d_lat', E'2024-06-03 13:%s:00,16,48.2,16.31,48.21\n2024-06-03 13:%s:00,16.3%s,48.2,16.31,48.21',
 'read: '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 13:%s:00,0.2851%s,0.841787%s,0.28607870,0.8411667', 'refused: .*radians');

-- signs that are lost
INSERT INTO doubts (header, rows, expected) VALUES
('start_time,start_lat,start_lon,end_lat,end_lon', '2024-06-03 13:%s,40.7%s,73.98,40.75,73.99',
 'warned: positions .* other sign of longitude they are in New York.*; a file that has them, or position_srid => 4326, settles'),
('start_time,start_lat,start_lon,end_lat,end_lon', '2024-06-03 13:%s,38.7%s,9.14,38.73,9.15',
 'warned: .*sign of longitude they are in Lisbon'),
('start_time,start_lat,start_lon,end_lat,end_lon', '2024-06-03 13:%s,22.9%s,43.18,22.91,43.19',
 'warned: .*other signs they are in Rio de Janeiro'),
('start_time,start_lat,start_lon,end_lat,end_lon', '2024-06-03 13:%s,33.8%s,151.2,33.81,151.1',
 'warned: .*sign of latitude they are in Sydney'),
('start_time,start_lat,start_lon,end_lat,end_lon', '2024-06-03 13:%s,-33.8%s,151.2,-33.81,151.1', 'read: '),
('start_time,start_lat,start_lon,end_lat,end_lon', '2024-06-03 13:%s,41.7%s,73.98,41.75,73.99', 'read: ');

-- days of a spreadsheet: of 1904, those of the last years have not come yet
INSERT INTO doubts (header, rows, expected)
SELECT 'start_date,start_lon,start_lat,end_lon,end_lat',
  day || '.5%s1,16.3%s,48.2,16.38,48.21', expected
FROM (VALUES (43984, 'warned: .*"43984[.]5101".* 1900, not from 1904; date_format'),
  (current_date - date '1899-12-30' - 100, 'read: ')) AS d (day, expected);

-- minutes since midnight beside a date
INSERT INTO doubts (header, rows, expected) VALUES
('date,minutes_since_midnight,start_lon,start_lat,end_lon,end_lat',
 '28.06.2024,4%s,16.3%s,48.2,16.38,48.21',
 'read: DD.MM.YYYY MINUTES .*"departed_time": "minutes_since_midnight"'),
('MinuteOfDay,TravelDate,start_lon,start_lat,end_lon,end_lat',
 '%s,2024-06-03,16.3%s,48.2,16.38,48.21', 'read: YYYY-MM-DD MINUTES '),
('{"date":"2024-06-03","min_past_midnight":7,"start_lon":16.3,"start_lat":48.2,"end_lon":16.38,"end_lat":48.21}',
 '{"date":"2024-06-03","min_past_midnight":14%s,"start_lon":16.3%s,"start_lat":48.2,"end_lon":16.38,"end_lat":48.21}',
 'read: YYYY-MM-DD MINUTES '),
('date,minute_of_day,start_lon,start_lat,end_lon,end_lat',
 '2024-06-%sT00:00:00,13%s,16.3%s,48.2,16.38,48.21', 'read: YYYY-MM-DD"T00:00:00" MINUTES .*"departed_date": "date"'),
('trip_date,minutes_since_midnight,start_lon,start_lat,end_lon,end_lat',
 '06/%s/2024 12:00:00 AM,13%s,16.3%s,48.2,16.38,48.21', 'read: MM/DD/YYYY" 12:00:00 AM" MINUTES '),
('date,arrival_minutes_since_midnight,start_lon,start_lat,end_lon,end_lat',
 '2024-06-%sT00:00:00,13%s,16.3%s,48.2,16.38,48.21', 'incomplete: .departed_at'),
('date,departure_minutes,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03,4%s,16.3%s,48.2,16.38,48.21',
 'warned: numbers of column "departure_minutes" .* since midnight; date_format'),
('date,departure_minutes,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03,%s,16.3%s,48.2,16.38,48.21', 'warned: .*taken for midnight'),
('date,departure_minutes,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03,15%s,16.3%s,48.2,16.38,48.21', 'incomplete: .departed_at'),
('date,minute_of_day,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03,04%s,16.3%s,48.2,16.38,48.21', 'read: YYYY-MM-DD MINUTES '),
('date,departure_minutes,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03,04%s,16.3%s,48.2,16.38,48.21', 'incomplete: .departed_at'),
('date,minute_of_day,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03,4%s.0,16.3%s,48.2,16.38,48.21', 'incomplete: .departed_at'),
('{"date":"2024-06-03","minutes_since_midnight":410.0,"start_lon":16.3,"start_lat":48.2,"end_lon":16.38,"end_lat":48.21}',
 '{"date":"2024-06-03","minutes_since_midnight":4%s.25,"start_lon":16.3%s,"start_lat":48.2,"end_lon":16.38,"end_lat":48.21}',
 'incomplete: .departed_at'),
('date,seconds_since_midnight,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03,289%s,16.3%s,48.2,16.38,48.21', 'incomplete: .departed_at'),
('date,minutes_in_day,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03,1%s,16.3%s,48.2,16.38,48.21',
 'warned: numbers of column "minutes_in_day" .* since midnight; date_format'),
('date,trip_minutes,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03,1%s,16.3%s,48.2,16.38,48.21', 'warned: .*taken for midnight'),
('date,hour,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-03,7,16.3%s,48.2,16.38,48.21\n2024-06-03,24,16.3%s,48.2,16.38,48.21',
 'refused: Hours of column "hour" go to 24, not from 0 to 23'),
('date,hour,minute,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03,7,%s,16.3%s,48.2,16.38,48.21', 'incomplete: .departed_at');

-- times of a day beside a date, in forms that are usual somewhere, or not known
INSERT INTO doubts (header, rows, expected) VALUES
('Datum,Zeit,Von Lon,Von Lat,Nach Lon,Nach Lat',
 '03.06.2024,8.%s,16.3%s,48.2,16.38,48.21',
 'warned: .*"Zeit" are taken for hours and minutes; date_format'),
('Datum,Zeit,Von Lon,Von Lat,Nach Lon,Nach Lat',
 E'03.06.2024,8.25,16.3%s,48.2,16.38,48.21\n03.06.2024,17.50,16.3%s,48.2,16.38,48.21',
 'incomplete: .departed_at'),
('Abfahrtsdatum,Abfahrtszeit,Start_Lon,Start_Lat,Ziel_Lon,Ziel_Lat',
 '13.06.2024,08:%s Uhr,16.3%s,48.2,16.38,48.21',
 'read: DD.MM.YYYY HH24:MI:SS "Uhr" .*"departed_time": "Abfahrtszeit"'),
('利用日,出発時刻,出発経度,出発緯度,到着経度,到着緯度',
 '2024年6月3日,8時%s分,139.7%s,35.68,139.74,35.69',
 'read: .*HH24"時"MI"分" .*"departed_time": "出発時刻"'),
('date,start_seconds,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03,297%s,16.3%s,48.2,16.38,48.21', 'incomplete: .departed_at'),
('FECHA,HORA,LON_ORIGEN,LAT_ORIGEN,LON_DESTINO,LAT_DESTINO',
 '20240603,08%s,-9.1%s,38.73,-9.15,38.74',
 'read: YYYYMMDD HH24MI .*"departed_time": "HORA"'),
('FECHA,HORA,LON_ORIGEN,LAT_ORIGEN,LON_DESTINO,LAT_DESTINO',
 '20240603,18%s,-9.1%s,38.73,-9.15,38.74',
 'warned: .*"HORA" are taken for hours and minutes'),
('date,time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03,8 o''clock %s,16.3%s,48.2,16.38,48.21', 'incomplete: .departed_at'),
('d,t,start_lon,start_lat,end_lon,end_lat',
 '03.06.2024,8.%s,16.3%s,48.2,16.38,48.21', 'incomplete: .departed_at'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024-W23-1 08:%s,16.3%s,48.2,16.38,48.21',
 'refused: Column "start_time" may have departures, like "2024-W23-1 08:..", in no known form');

-- how long a trip took, called a time; and times that are called local
INSERT INTO doubts (header, rows, expected) VALUES
('Date,Time,Distance km,start_lon,start_lat,end_lon,end_lat',
 '2024-06-%s,00:%s:00,2.5,16.3%s,48.2,16.38,48.21',
 'warned: column "Time" .* may say how long trips took'),
('Date,Time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-%s,00:%s:00,16.3%s,48.2,16.38,48.21', 'read: '),
('Date,Time,Distance km,start_lon,start_lat,end_lon,end_lat',
 E'2024-06-%s,00:%s:00,2.5,16.3%s,48.2,16.38,48.21\n2024-06-%s,08:%s:00,2.5,16.3%s,48.2,16.38,48.21', 'read: '),
('start_time,start_time_local,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 14:%s:00,2024-06-03 08:%s:00,-104.9%s,39.74,-104.99,39.75',
 'warned: departures are taken from column "start_time_local", not "start_time"'),
('start_time,start_time_local,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 14:%s:00,2024-06-03 16:%s:00,16.3%s,48.2,16.38,48.21',
 'warned: departures are taken from column "start_time_local", not "start_time"'),
('start_time,local_start_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03T14:%s:00Z,2024-06-03 16:%s:00,16.3%s,48.2,16.38,48.21',
 'warned: departures are taken from column "local_start_time", not "start_time"'),
('start_time_local,end_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 14:%s:00,2024-06-03 16:%s:00,16.3%s,48.2,16.38,48.21', 'read: ');

-- dates that a spreadsheet took for those of another order
SELECT d.warnings
FROM (VALUES ('06/10/2024 06/11/2024 06/12/2024 13/06/2024 14/06/2024'),
    ('10/06/2024 11/06/2024 12/06/2024 13/06/2024 14/06/2024'),
    ('06/10/2024 02/03/2024 06/12/2024 13/06/2024 14/06/2024')) AS v (days),
  LATERAL tripgrid.detect_feed('start_time,start_lon,start_lat,end_lon,end_lat',
    replace(v.days, ' ', E' 08:15,16.37,48.2,16.38,48.21\n') || ' 08:15,16.37,48.2,16.38,48.21') AS d;

-- years of two digits, first or last by the custom of the city
INSERT INTO doubts (header, rows, expected) VALUES
('start_time,start_lon,start_lat,end_lon,end_lat',
 '11-06-03 14:%s,126.9%s,37.54,126.98,37.55', 'warned: .*taken for YY-MM-DD .* in Seoul'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '11.06.03 14:%s,19.04%s,47.5,19.05,47.5', 'warned: .*taken for YY.MM.DD .* in Budapest'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '11.06.03 14:%s,16.3%s,48.2,16.38,48.21', 'warned: .*taken for DD.MM.YY .* in Vienna'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '03.06.2024 14:%s,18.06%s,59.33,18.06,59.33', 'warned: .*taken for DD.MM.YYYY .* with dots');

-- halves of the day and months in other languages than English
INSERT INTO doubts (header, rows, expected) VALUES
('start_time,start_lon,start_lat,end_lon,end_lat',
 '03/16/2024 08:%s:00 a. m.,16.3%s,48.2,16.38,48.21', 'read: MM/DD/YYYY HH12:MI:SS AM '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 08:%s:00 p. m.,16.3%s,48.2,16.38,48.21', 'read: YYYY-MM-DD HH12:MI:SS AM '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024/6/3 下午 3:%s:00,16.3%s,48.2,16.38,48.21', 'read: YYYY/MM/DD AM HH12:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024/6/3 上午8:%s,16.3%s,48.2,16.38,48.21', 'read: YYYY/MM/DD AMHH12:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024年6月3日 午後3:%s,16.3%s,48.2,16.38,48.21', 'read: YYYY"年"MM"月"DD"日" AMHH12:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03 오후 3:%s:00,16.3%s,48.2,16.38,48.21', 'read: YYYY-MM-DD AM HH12:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '13/6/2024 3:%s μμ,16.3%s,48.2,16.38,48.21', 'read: DD/MM/YYYY HH12:MI:SS AM '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '3. Juni 2024 08:%s Uhr,16.3%s,48.2,16.38,48.21', 'read: DD. Month YYYY HH24:MI:SS "Uhr" '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '3. März 2024 um 08:%s,16.3%s,48.2,16.38,48.21', 'read: DD. Month YYYY "um" HH24:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '3 juin 2024 à 08:%s,16.3%s,48.2,16.38,48.21', 'read: DD Month YYYY "à" HH24:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '3 de junio de 2024 08:%s,16.3%s,48.2,16.38,48.21', 'read: DD "de" Month "de" YYYY HH24:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '3 de março de 2024 08:%s,16.3%s,48.2,16.38,48.21', 'read: DD "de" Month "de" YYYY HH24:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '3 giugno 2024 08:%s,16.3%s,48.2,16.38,48.21', 'read: DD Month YYYY HH24:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '3 mrt. 2024 08:%s,16.3%s,48.2,16.38,48.21', 'read: DD Mon YYYY HH24:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '3rd June 2024 at 08:%s,16.3%s,48.2,16.38,48.21', 'read: DD Month YYYY "at" HH24:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '13/06/2024 à 08h%s,16.3%s,48.2,16.38,48.21', 'read: DD/MM/YYYY "à" HH24"h"MI '),
('date,time,start_lon,start_lat,end_lon,end_lat',
 '2024-06-03,오후 3:%s,16.3%s,48.2,16.38,48.21', 'read: YYYY-MM-DD AM HH12:MI:SS ');

-- dates in words, in three columns, as numbers, and of another calendar
INSERT INTO doubts (header, rows, expected) VALUES
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024年6月3日 13:%s,16.3%s,48.2,16.38,48.21', 'read: YYYY"年"MM"月"DD"日" HH24:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024年06月03日13时%s分,16.3%s,48.2,16.38,48.21', 'read: YYYY"年"MM"月"DD"日"HH24"时"MI"分" '),
('date,time,start_lon,start_lat,end_lon,end_lat',
 '2024년 6월 3일,13:%s,16.3%s,48.2,16.38,48.21', 'read: YYYY"년" MM"월" DD"일" HH24:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024年6月3日 下午3:%s,16.3%s,48.2,16.38,48.21', 'read: YYYY"年"MM"月"DD"日" AMHH12:MI:SS '),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2024年6月3日 晚上8:%s,16.3%s,48.2,16.38,48.21', 'refused: .*in no known form'),
('year,month,day,time,start_lon,start_lat,end_lon,end_lat',
 '2024,6,%s,13:15,16.3%s,48.2,16.38,48.21', 'refused: .*"year", "month" and "day"'),
('Jahr,Monat,Tag,Stunde,start_lon,start_lat,end_lon,end_lat',
 '2024,6,%s,13,16.3%s,48.2,16.38,48.21', 'refused: .*"Jahr", "Monat" and "Tag"'),
('year,month,day,start_time,start_lon,start_lat,end_lon,end_lat',
 '2024,6,%s,2024-06-%s 13:15,16.3%s,48.2,16.38,48.21', 'read: '),
('trip_date,time,start_lon,start_lat,end_lon,end_lat',
 '235%s,13:15,16.3%s,48.2,16.38,48.21', 'refused: .*"trip_date" has numbers of days, like "23510"(?!.*SERIAL).* SAS'),
('trip_date,time,start_lon,start_lat,end_lon,end_lat',
 '454%s,0.34%s,16.3%s,48.2,16.38,48.21', 'refused: .*"trip_date" has numbers of days(?!.*SERIAL)'),
('trip_date,start_lon,start_lat,end_lon,end_lat',
 '454%s,16.3%s,48.2,16.38,48.21', 'refused: .*"trip_date" has numbers of days.*, which date_format => .SERIAL. reads'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2567-06-03 13:%s,16.3%s,48.2,16.38,48.21', 'refused: .*"2567-06-03 13:2.".*Buddhist'),
('start_time,start_lon,start_lat,end_lon,end_lat',
 '2124-06-03 13:%s,16.3%s,48.2,16.38,48.21', 'read: ');

-- names that differ only in case, and regions that are elsewhere
INSERT INTO doubts (header, rows, expected) VALUES
('{"start_time":"2024-06-03T13:00:00","Start_Lon":1.5,"start_lon":16.3,"start_lat":48.2,"end_lon":16.38,"end_lat":48.2}',
 '{"start_time":"2024-06-03T13:%s:00","Start_Lon":1.5,"start_lon":16.3%s,"start_lat":48.2,"end_lon":16.38,"end_lat":48.2}',
 'refused: .*"Start_Lon"'),
('start_time,start_lon,start_lat,end_lon,end_lat,END_LAT',
 '2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21,7.%s', 'refused: .*"end_lat" and "END_LAT"'),
('start_time,start_lon,start_lat,end_lon,end_lat,END_LAT',
 '2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21,48.21', 'read: '),
('start_time,from_lon,from_lat,to_lon,to_lat,city,source',
 '2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21,Linz,app', 'warned: .*"city", such as "Linz".*in Vienna; region'),
('start_time,from_lon,from_lat,to_lon,to_lat,city,source',
 '2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21,VIENNA,app', 'read: .*"region": "city"'),
('user_city,start_time,from_lon,from_lat,to_lon,to_lat',
 'Graz,2024-06-03 13:%s:00,16.3%s,48.2,16.38,48.21', 'read: (?!.*user_city)');

-- days of a spreadsheet that are said, and have no time of day
SELECT v.header, f.missing, f.refusal, f.warnings
FROM (VALUES ('trip_date', '45446'), ('trip_date,time', '45446,08:15'),
    ('trip_date,time', '45446,0.34375'), ('start,end_time', '45446,08:15'),
    ('trip_date,hour', '45446,8')) AS v (header, at),
  LATERAL tripgrid.detect_feed(v.header || ',start_lon,start_lat,end_lon,end_lat',
    v.at || ',16.37,48.2,16.38,48.21', '{"date_format": "SERIAL"}') AS f;

-- a form that is said, and a value that stands for none
SELECT f.format, f.mapping->>'departed_at' AS departed_at, f.missing
FROM (VALUES ('wann,start_lon,start_lat,end_lon,end_lat',
    E'03|06|2024 08-15,16.37,48.2,16.38,48.21\nn/a,16.37,48.2,16.38,48.21'),
  ('', '{"wann":"03|06|2024 08-15","start_lon":16.37,"start_lat":48.2,"end_lon":16.38,"end_lat":48.21}
{"wann":"n/a","start_lon":16.37,"start_lat":48.2,"end_lon":16.38,"end_lat":48.21}')) AS v (header, rows),
  LATERAL tripgrid.detect_feed(v.header, v.rows, '{"date_format": "DD|MM|YYYY HH24-MI"}') AS f;
-- longitudes and latitudes that are called alike, by words before letters
INSERT INTO doubts (header, rows, expected)
SELECT h.thief || ',date,start_lat,start_lon,end_lat,end_lon',
  '1.5,2024-06-03 13:%s,48.2%s,16.3%s,48.21,16.38',
  'read: (?=.*"origin_lat": "start_lat", "origin_lon": "start_lon").*"destination_lat": "end_lat", "destination_lon": "end_lon"'
FROM (VALUES ('dy'), ('dx'), ('dlat'), ('d_lat'), ('lat_d'), ('oy'), ('ox'), ('to_y'), ('dest_y'))
  AS h (thief);
INSERT INTO doubts (header, rows, expected) VALUES
('mo,dy,date,slat,slon,elat,elon', '6,3,2024-06-03 13:%s,48.2%s,16.3%s,48.21,16.38',
 'read: (?=.*"origin_lat": "slat", "origin_lon": "slon").*"destination_lat": "elat", "destination_lon": "elon"'),
('date,dx,dy,slat,slon,elat,elon', '2024-06-03 13:%s,1.2,3.4,48.2%s,16.3%s,48.21,16.38',
 'read: .*"destination_lat": "elat", "destination_lon": "elon"'),
('date,start_x,start_y,end_x,end_y,start_lat,start_lon,end_lat,end_lon',
 '2024-06-03 13:%s,6016%s,5339550,604600,5340710,48.2%s,16.3%s,48.21,16.38',
 'read: (?=.*"origin_lat": "start_lat", "origin_lon": "start_lon").*"destination_lat": "end_lat", "destination_lon": "end_lon"'),
('date,dlat,dlon,start_lat,start_lon,end_lat,end_lon',
 '2024-06-03 13:%s,0.01,0.04,48.2%s,16.3%s,48.21,16.38', 'read: .*"destination_lon": "end_lon"'),
('date,dx,dy,start_lat,start_lon', '2024-06-03 13:%s,0.01,0.04,48.2%s,16.3%s', 'incomplete: .destination'),
('date,dx,start_lat,start_lon,end_lat', '2024-06-03 13:%s,0.01,48.2%s,16.3%s,48.21', 'incomplete: .destination');

-- several columns that have an end
INSERT INTO doubts (header, rows, expected) VALUES
('date,start_lat,start_lon,dest_lat,dest_lon,dropoff_lat,dropoff_lon',
 '2024-06-03 13:%s,48.2%s,16.3%s,48.21,16.38,48.25,16.39',
 'warned: the destination is taken from column "dropoff_lon", not "dest_lon"; a feed'),
('date,start_lat,start_lon,pickup_lat,pickup_lon,end_lat,end_lon',
 '2024-06-03 13:%s,48.2%s,16.3%s,48.21,16.38,48.25,16.39',
 'warned: the origin is taken from column "start_lon", not "pickup_lon"; a feed'),
('date,start_lat,start_lon,pickup_lat,pickup_lon,end_lat,end_lon',
 '2024-06-03 13:%s,48.2%s,16.3%s,48.2%s,16.3%s,48.25,16.39', 'read: '),
('date,planned_end_lat,planned_end_lon,start_lat,start_lon,end_lat,end_lon',
 '2024-06-03 13:%s,48.3,16.37,48.2%s,16.3%s,48.25,16.39', 'read: .*"destination_lon": "end_lon"'),
('date,start_station_lat,start_station_lon,start_lat,start_lon,end_lat,end_lon',
 '2024-06-03 13:%s,48.3,16.37,48.2%s,16.3%s,48.25,16.39', 'read: .*"origin_lon": "start_lon"');

-- what is given back comes before what was lent
INSERT INTO doubts (header, rows, expected)
SELECT concat_ws(',', e.one || ' time', b.one || ' time', e.one || ' lat',
    e.one || ' lon', b.one || ' lat', b.one || ' lon'),
  '2024-06-03 14:%s,2024-06-03 13:%s,48.2%s,16.3%s,48.21,16.38',
  'read: (?=.*"origin_lon": "' || b.one || ' lon").*"departed_at": "' || b.one || ' time"'
FROM (VALUES ('还车', '借车'), ('還車', '借車'), ('归还', '取车'), ('返却', '貸出'), ('возврат', 'прокат'),
    ('inlevering', 'uitgifte'), ('devolução', 'retirada'), ('devolución', 'préstamo'),
    ('Rückgabe', 'Ausleihe'), ('retour', 'départ'), ('zwrot', 'wypożyczenie')) AS p (e, b),
  LATERAL (SELECT p.e) AS e (one), LATERAL (SELECT p.b) AS b (one);
INSERT INTO doubts (header, rows, expected) VALUES
('还车时间,借车时间,还车纬度,还车经度,借车纬度,借车经度',
 '2024-06-03 14:%s,2024-06-03 13:%s,39.9%s,116.3%s,39.91,116.38', 'read: (?=.*"origin_lon": "借车经度")'),
('hup time,hin time,hup lat,hup lon,hin lat,hin lon',
 '2024-06-03 14:%s,2024-06-03 13:%s,48.2%s,16.3%s,48.21,16.38',
 'refused: Column "hin time" of departures is called as "hin lon" is'),
('hin time,hup time,hin lat,hin lon,hup lat,hup lon',
 '2024-06-03 13:%s,2024-06-03 14:%s,48.2%s,16.3%s,48.21,16.38',
 'warned: the origin .*"hin lon", since .*"hin time", not "hup time"');

-- what ends before it begins
INSERT INTO doubts (header, rows, expected) VALUES
('start_time,end_time,start_lat,start_lon,end_lat,end_lon',
 '2024-06-03 13:%s,2024-06-03 12:%s,48.2%s,16.3%s,48.21,16.38',
 'refused: .*"end_time" is before "start_time"'),
('pickup_time,pickup_lat,pickup_lon,dropoff_time,dropoff_lat,dropoff_lon',
 '2024-06-03 13:%s,48.2%s,16.3%s,2024-06-03 12:%s,48.21,16.38',
 'refused: .*"dropoff_time" is before "pickup_time"'),
('start_time,end_time,start_lat,start_lon,end_lat,end_lon',
 '1717400%s0,1717390%s0,48.2%s,16.3%s,48.21,16.38', 'refused: .*"end_time" is before'),
('start_time,end_time,start_lat,start_lon,end_lat,end_lon',
 E'2024-06-03 13:%s,2024-06-03 14:%s,48.2%s,16.3%s,48.21,16.38
2024-06-03 13:%s,2024-06-03 12:%s,48.2%s,16.3%s,48.21,16.38',
 'read: '),
('start_time,end_time,start_lat,start_lon,end_lat,end_lon',
 '2024-06-03 13:%s,2024-06-03 00:00,48.2%s,16.3%s,48.21,16.38', 'read: '),
('start_time,end_time_utc,start_lat,start_lon,end_lat,end_lon',
 '2024-06-03 13:%s,2024-06-03 12:%s,48.2%s,16.3%s,48.21,16.38', 'read: ');

-- steps of tracks, and what is measured on roads
INSERT INTO doubts (header, rows, expected) VALUES
('vehicle_id,time,from_lat,from_lon,to_lat,to_lon',
 E'7,2024-06-03 13:%s,48.2%s,16.3%s,48.2%t,16.3%t
8,2024-06-03 13:%s,48.1%s,16.3%s,48.1%t,16.3%t',
 'warned: rows seem to be the steps of tracks'),
('time,from_lat,from_lon,to_lat,to_lon', '2024-06-03 13:%s,48.2%s,16.3%s,48.2%t,16.3%t',
 'warned: rows seem to be the steps of tracks'),
-- a bike stands where it was left for more than a minute
('bike_id,time,from_lat,from_lon,to_lat,to_lon', '7,2024-06-%s 13:10,48.2%s,16.3%s,48.2%t,16.3%t', 'read: '),
('vehicle_id,time,prev_lat,prev_lon,lat,lon', '7,2024-06-03 13:%s,48.2%s,16.3%s,48.23,16.3',
 'warned: .*rows seem to be the steps of tracks'),
('link_id,time,start_lat,start_lon,end_lat,end_lon',
 E'1,2024-06-03 13:%s,48.21,16.37,48.22,16.38
2,2024-06-03 13:%s,48.23,16.37,48.24,16.38',
 'warned: rows have the same ends every 60 seconds'),
('id,time,start_lat,start_lon,end_lat,end_lon',
 E'%s,2024-06-%s 13:00,48.21,16.37,48.22,16.38
%t,2024-06-%s 13:01,48.23,16.37,48.24,16.38', 'read: ');

-- rows that say that they are no trips, or changes of others
INSERT INTO doubts (header, rows, expected)
SELECT 'start,start_lon,start_lat,end_lon,end_lat,' || name,
  '2024-06-03 13:%s,16.37,48.2%s,16.38,48.21,' || one || E'\n'
    || '2024-06-03 14:%s,16.38,48.2%s,16.37,48.21,' || other, expected
FROM (VALUES ('cancelled_at', '2024-06-03 13:59', '', 'warned: .*"cancelled_at" has a time, \d\d among the first \d\d'),
    ('is_valid', 'true', 'false', 'warned: .*"is_valid" has "false" \(\d\d\) among the first \d\d'),
    ('is_test', 'true', 'false', 'warned: .*"is_test" has "true" \('),
    ('status', 'rider_cancelled', 'no show', 'warned: .*"status" has "(no show|rider_cancelled)" \(\d\d\), "(no show|rider_cancelled)" \(\d\d\) among'),
    ('status', 'cancelled%s', 'done', 'read: '),
    ('op', 'u', 'd', 'warned: .*"op" has "[ud]" .* are changes of others'),
    ('op', 'c', 'r', 'read: '), ('type', 'insert', 'delete', 'warned: .*"type" has "delete" '),
    ('type', 'insert', 'bike', 'read: '),
    -- the server takes it for a zone
    ('self', '/1', '/1', 'read: '), ('spot', 'Lot/7', 'Lot/7', 'read: ')) AS v (name, one, other, expected);
-- many of them
INSERT INTO doubts (header, rows, expected) VALUES
('start,start_lon,start_lat,end_lon,end_lat,status', replace(
'2024-06-03 13:%s,16.37,48.2%s,16.38,48.21,abortedX2024-06-03 14:%s,16.37,48.2%s,16.38,48.21,voidX2024-06-03 14:%s,16.37,48.2%s,16.38,48.21,rejectedX2024-06-03 14:%s,16.37,48.2%s,16.38,48.21,no showX2024-06-03 14:%s,16.37,48.2%s,16.38,48.21,deletedX2024-06-03 14:%s,16.37,48.2%s,16.38,48.21,Canceled', 'X', E'\n'),
 'warned: .*"status" has ("[a-zC ]+" \(\d+\)(, )?){5} and 1 more among');

-- seconds since 2001 would be of a generation before
INSERT INTO doubts (header, rows, expected) VALUES
('start_time,start_lon,start_lat,end_lon,end_lat', '7390989%s,16.37,48.2%s,16.38,48.21',
 'warned: .*taken for a time since 1970, before 2001'),
('start_time,start_lon,start_lat,end_lon,end_lat', '9960989%s,16.37,48.2%s,16.38,48.21', 'read: '),
-- lists have any order
('start_time;path', '2024-06-03 13:%s;[[47.8%s, 13.043], [47.81, 13.05]]', 'warned: .*in the order lat lon');

-- a form that is said, of values that seem to be none of a time
SELECT f.date_format, f.mapping->>'departed_at' AS departed_at,
  f.mapping->>'departed_time' AS departed_time, f.missing, f.warnings, f.refusal
FROM (VALUES ('YYYY-MM-DD MINUTES', 'start', '2024-06-03 495'), ('SERIAL', 'start', '45446.3438'), ('SERIAL', 'start', '45446'),
    ('SERIAL', 'date', '45446'), ('HH24:MI "on" DD MM YYYY', 'start', '08:15 on 03 06 2024'),
    ('HH24:MI "on" DD MM YYYY', 'start', '08:15'),
    ('YYYYMMDDHH24', 'hour', '2024060308'), ('YYYYMMDDHH24', 'start', '2024060308'),
    ('YYYY-MM-DD HH24:MI:SS', 'thời gian bắt đầu', '2024-06-03 08:15:00'),
    ('YYYYMMDD HH24MI', 'date,time', '20240603,1015'),
    ('DD.MM.YYYY HH24.MI', 'd,t', '03.06.2024,8.15'),
    ('YYYY-MM-DD MINUTES', 'date,departure_minutes', '2024-06-03,15'),
    ('DD.MM.YYYY', 'start_time', '2024-06-03 08:15'),
    ('YYYY-MM-DD', 'start_time', '2024-W23-1')) AS v (form, name, at),
  LATERAL tripgrid.detect_feed(v.name || ',start_lon,start_lat,end_lon,end_lat',
    v.at || ',16.37,48.2,16.38,48.21', jsonb_build_object('date_format', v.form)) AS f
ORDER BY v.form, v.name, v.at DESC;

SELECT d.header, d.expected, o.outcome
FROM doubts AS d, LATERAL (SELECT pg_temp.outcome(d.header, d.rows)) AS o (outcome)
WHERE o.outcome !~ ('^' || d.expected) IS NOT FALSE
ORDER BY n;
