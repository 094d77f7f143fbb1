--
-- Detection: what a file holds, by its header and some lines after it.
--
-- Each case says what is to be found, and only what is not so is printed.
-- "found" is the dialect, then what is not as usual: the delimiter, the format,
-- the form and zone of departures; the region / the datasource where they are
-- constants; and warnings, a refusal and a note, but for the sentence that is
-- said of every constant that is unknown.  "mapping" is which column is what.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
\pset format unaligned
\pset tuples_only on

CREATE FUNCTION pg_temp.found(header text, sample text DEFAULT NULL,
  OUT found text, OUT mapping text)
LANGUAGE sql AS $$
  SELECT concat_ws(' -- ',
    concat_ws(' ', d.dialect,
      CASE WHEN d.delimiter <> ',' THEN
        replace(d.delimiter, E'\t', 'tab') END,
      CASE WHEN d.format <> 'csv' THEN d.format END,
      CASE WHEN d.decimal_comma THEN 'decimal comma' END,
      CASE WHEN d.position_order <> 'lon lat' THEN d.position_order END,
      '(' || d.date_format || ')', d.time_zone, 'from ' || d.clock,
      CASE WHEN NOT d.complete AND d.refusal IS NULL THEN
        'missing ' || d.missing::text END,
      d.constants->>'region', '/ ' || (d.constants->>'datasource')),
    nullif(concat_ws('; ', nullif(array_to_string(d.warnings, '; '), ''),
      d.refusal, nullif(d.note, '')), '')),
    (SELECT string_agg(m.key || ': ' || m.value, ', '
        ORDER BY m.key <> 'departed_at', m.key !~ '^origin', m.key !~ '^dest',
          m.key)
      FROM jsonb_each_text(d.mapping) AS m
      -- names besides positions have a part of their own
      WHERE m.key !~ '_place$' OR NOT d.mapping ?| ARRAY[
        replace(m.key, '_place', ''), replace(m.key, '_place', '_lon')])
  FROM tripgrid.detect_feed(header, sample) AS d
$$;

CREATE TEMP TABLE cases (n serial, name text, header text, sample text,
  found text, mapping text);
CREATE TEMP VIEW differences AS
SELECT c.name || ': ' || d.what || ' should be' || E'\n    ' || d.expected
  || E'\nbut is\n    ' || d.result
FROM cases AS c, pg_temp.found(c.header, c.sample) AS f,
  LATERAL (VALUES
    ('found', concat_ws(CASE WHEN c.found ~ ' -- ' THEN '; ' ELSE ' -- ' END,
        c.found, CASE WHEN c.found ~ 'unknown' THEN
          'what is unknown can be given as constants' END), f.found),
    ('mapping', coalesce(c.mapping, 'nothing'), coalesce(f.mapping, 'nothing')))
    AS d (what, expected, result)
WHERE d.expected <> d.result
ORDER BY c.n, d.what;

--
-- the dialects that are known by their headers alone
--
\set ECHO none
INSERT INTO cases (name, header, found, mapping) VALUES
  ('tripgrid', 'region,origin_coord,destination_coord,datetime,datasource',
    'feed',
    'departed_at: datetime, origin: origin_coord, destination: destination_coord, datasource: datasource, region: region'),
  ('Citi Bike 2015', 'Trip Duration,Start Time,Stop Time,Start Station ID,Start Station Name,Start Station Latitude,Start Station Longitude,End Station ID,End Station Name,End Station Latitude,End Station Longitude,Bike ID,User Type,Birth Year,Gender',
    'citi_bike_2 New York / Citi Bike',
    'departed_at: Start Time, origin_lat: Start Station Latitude, origin_lon: Start Station Longitude, destination_lat: End Station Latitude, destination_lon: End Station Longitude'),
  ('Citi Bike 2013', '"tripduration","starttime","stoptime","start station id","start station name","start station latitude","start station longitude","end station id","end station name","end station latitude","end station longitude","bikeid","usertype","birth year","gender"',
    'citi_bike_2 New York / Citi Bike',
    'departed_at: starttime, origin_lat: start station latitude, origin_lon: start station longitude, destination_lat: end station latitude, destination_lon: end station longitude'),
  ('since 2020', 'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual',
    'rides_3 unknown / unknown',
    'departed_at: started_at, origin_lat: start_lat, origin_lon: start_lng, destination_lat: end_lat, destination_lon: end_lng, external_id: ride_id'),
  ('Divvy 2013', 'trip_id,starttime,stoptime,bikeid,tripduration,from_station_id,from_station_name,to_station_id,to_station_name,usertype,gender,birthday',
    'divvy_1 Chicago / Divvy -- positions are those of the table places',
    'departed_at: starttime, origin_place: from_station_name, destination_place: to_station_name, external_id: trip_id'),
  ('Divvy 2018', 'trip_id,start_time,end_time,bikeid,tripduration,from_station_id,from_station_name,to_station_id,to_station_name,usertype,gender,birthyear',
    'divvy_2 Chicago / Divvy -- positions are those of the table places',
    'departed_at: start_time, origin_place: from_station_name, destination_place: to_station_name, external_id: trip_id'),
  ('Divvy 2019 Q2', '"01 - Rental Details Rental ID","01 - Rental Details Local Start Time","01 - Rental Details Local End Time","01 - Rental Details Bike ID","01 - Rental Details Duration In Seconds Uncapped","03 - Rental Start Station ID","03 - Rental Start Station Name","02 - Rental End Station ID","02 - Rental End Station Name","User Type","Member Gender","05 - Member Details Member Birthday Year"',
    'divvy_2019q2 Chicago / Divvy -- positions are those of the table places',
    'departed_at: 01 - Rental Details Local Start Time, origin_place: 03 - Rental Start Station Name, destination_place: 02 - Rental End Station Name, external_id: 01 - Rental Details Rental ID'),
  ('TLC yellow 2009', 'vendor_name,Trip_Pickup_DateTime,Trip_Dropoff_DateTime,Passenger_Count,Trip_Distance,Start_Lon,Start_Lat,Rate_Code,store_and_forward,End_Lon,End_Lat,Payment_Type,Fare_Amt,surcharge,mta_tax,Tip_Amt,Tolls_Amt,Total_Amt',
    'nyc_yellow_2009 New York / NYC yellow taxi',
    'departed_at: Trip_Pickup_DateTime, origin_lat: Start_Lat, origin_lon: Start_Lon, destination_lat: End_Lat, destination_lon: End_Lon'),
  ('TLC yellow 2010', 'vendor_id,pickup_datetime,dropoff_datetime,passenger_count,trip_distance,pickup_longitude,pickup_latitude,rate_code,store_and_fwd_flag,dropoff_longitude,dropoff_latitude,payment_type,fare_amount,surcharge,mta_tax,tip_amount,tolls_amount,total_amount',
    'nyc_yellow_2010 UTC New York / NYC yellow taxi',
    'departed_at: pickup_datetime, origin_lat: pickup_latitude, origin_lon: pickup_longitude, destination_lat: dropoff_latitude, destination_lon: dropoff_longitude'),
  ('TLC yellow 2014', 'vendor_id, pickup_datetime, dropoff_datetime, passenger_count, trip_distance, pickup_longitude, pickup_latitude, rate_code, store_and_fwd_flag, dropoff_longitude, dropoff_latitude, payment_type, fare_amount, surcharge, mta_tax, tip_amount, tolls_amount, total_amount',
    'nyc_yellow_2010 UTC New York / NYC yellow taxi',
    'departed_at: pickup_datetime, origin_lat: pickup_latitude, origin_lon: pickup_longitude, destination_lat: dropoff_latitude, destination_lon: dropoff_longitude'),
  ('TLC yellow 2015', 'VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,pickup_longitude,pickup_latitude,RateCodeID,store_and_fwd_flag,dropoff_longitude,dropoff_latitude,payment_type,fare_amount,extra,mta_tax,tip_amount,tolls_amount,improvement_surcharge,total_amount',
    'nyc_yellow_2015 New York / NYC yellow taxi',
    'departed_at: tpep_pickup_datetime, origin_lat: pickup_latitude, origin_lon: pickup_longitude, destination_lat: dropoff_latitude, destination_lon: dropoff_longitude'),
  ('TLC green 2014', 'VendorID,lpep_pickup_datetime,Lpep_dropoff_datetime,Store_and_fwd_flag,RateCodeID,Pickup_longitude,Pickup_latitude,Dropoff_longitude,Dropoff_latitude,Passenger_count,Trip_distance,Fare_amount,Extra,MTA_tax,Tip_amount,Tolls_amount,Ehail_fee,Total_amount,Payment_type,Trip_type ',
    'nyc_green New York / NYC green taxi',
    'departed_at: lpep_pickup_datetime, origin_lat: Pickup_latitude, origin_lon: Pickup_longitude, destination_lat: Dropoff_latitude, destination_lon: Dropoff_longitude'),
  ('TLC yellow 2017', 'VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,RatecodeID,store_and_fwd_flag,PULocationID,DOLocationID,payment_type,fare_amount,extra,mta_tax,tip_amount,tolls_amount,improvement_surcharge,total_amount',
    'nyc_yellow_zones New York / NYC yellow taxi -- positions are those of the table places',
    'departed_at: tpep_pickup_datetime, origin_place: PULocationID, destination_place: DOLocationID'),
  ('TLC green 2018', 'VendorID,lpep_pickup_datetime,lpep_dropoff_datetime,store_and_fwd_flag,RatecodeID,PULocationID,DOLocationID,passenger_count,trip_distance,fare_amount,extra,mta_tax,tip_amount,tolls_amount,ehail_fee,improvement_surcharge,total_amount,payment_type,trip_type',
    'nyc_green_zones New York / NYC green taxi -- positions are those of the table places',
    'departed_at: lpep_pickup_datetime, origin_place: PULocationID, destination_place: DOLocationID'),
  ('TLC fhv 2019', 'dispatching_base_num,pickup_datetime,dropOff_datetime,PUlocationID,DOlocationID,SR_Flag,Affiliated_base_number',
    'nyc_fhv New York / NYC for-hire -- positions are those of the table places',
    'departed_at: pickup_datetime, origin_place: PUlocationID, destination_place: DOlocationID'),
  ('TLC fhvhv', 'hvfhs_license_num,dispatching_base_num,originating_base_num,request_datetime,on_scene_datetime,pickup_datetime,dropoff_datetime,PULocationID,DOLocationID,trip_miles,trip_time,base_passenger_fare,tolls',
    'nyc_fhvhv New York / NYC high-volume for-hire -- positions are those of the table places',
    'departed_at: pickup_datetime, origin_place: PULocationID, destination_place: DOLocationID'),
  ('TLC fhv 2015', 'Dispatching_base_num,Pickup_date,locationID',
    'other missing {origin,destination} unknown / unknown',
    'departed_at: Pickup_date'),
  ('Uber fares', ',key,fare_amount,pickup_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,passenger_count',
    'uber_fares UTC New York / Uber',
    'departed_at: pickup_datetime, origin_lat: pickup_latitude, origin_lon: pickup_longitude, destination_lat: dropoff_latitude, destination_lon: dropoff_longitude'),
  ('Uber fares 2', 'key,fare_amount,pickup_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,passenger_count',
    'uber_fares UTC New York / Uber',
    'departed_at: pickup_datetime, origin_lat: pickup_latitude, origin_lon: pickup_longitude, destination_lat: dropoff_latitude, destination_lon: dropoff_longitude'),
  ('taxi duration', 'id,vendor_id,pickup_datetime,dropoff_datetime,passenger_count,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,store_and_fwd_flag,trip_duration',
    'nyc_taxi_duration New York / NYC taxi',
    'departed_at: pickup_datetime, origin_lat: pickup_latitude, origin_lon: pickup_longitude, destination_lat: dropoff_latitude, destination_lon: dropoff_longitude, external_id: id'),
  ('Chicago portal', 'Trip ID,Taxi ID,Trip Start Timestamp,Trip End Timestamp,Trip Seconds,Trip Miles,Pickup Census Tract,Dropoff Census Tract,Pickup Community Area,Dropoff Community Area,Fare,Tips,Tolls,Extras,Trip Total,Payment Type,Company,Pickup Centroid Latitude,Pickup Centroid Longitude,Pickup Centroid Location,Dropoff Centroid Latitude,Dropoff Centroid Longitude,Dropoff Centroid  Location',
    'chicago_taxi (MM/DD/YYYY HH12:MI:SS AM) UTC Chicago / Chicago taxi',
    'departed_at: Trip Start Timestamp, origin_lat: Pickup Centroid Latitude, origin_lon: Pickup Centroid Longitude, destination_lat: Dropoff Centroid Latitude, destination_lon: Dropoff Centroid Longitude, external_id: Trip ID'),
  ('Chicago API', '"trip_id","taxi_id","trip_start_timestamp","trip_end_timestamp","trip_seconds","trip_miles","pickup_census_tract","dropoff_census_tract","pickup_community_area","dropoff_community_area","fare","tips","tolls","extras","trip_total","payment_type","company","pickup_centroid_latitude","pickup_centroid_longitude","pickup_centroid_location","dropoff_centroid_latitude","dropoff_centroid_longitude","dropoff_centroid_location"',
    'chicago_taxi UTC Chicago / Chicago taxi',
    'departed_at: trip_start_timestamp, origin_lat: pickup_centroid_latitude, origin_lon: pickup_centroid_longitude, destination_lat: dropoff_centroid_latitude, destination_lon: dropoff_centroid_longitude, external_id: trip_id'),
  ('Chicago rides', 'Trip ID,Trip Start Timestamp,Trip End Timestamp,Trip Seconds,Trip Miles,Pickup Census Tract,Dropoff Census Tract,Pickup Community Area,Dropoff Community Area,Fare,Tip,Additional Charges,Trip Total,Shared Trip Authorized,Trips Pooled,Pickup Centroid Latitude,Pickup Centroid Longitude,Pickup Centroid Location,Dropoff Centroid Latitude,Dropoff Centroid Longitude,Dropoff Centroid Location',
    'chicago_rides (MM/DD/YYYY HH12:MI:SS AM) UTC Chicago / Chicago ride-hailing',
    'departed_at: Trip Start Timestamp, origin_lat: Pickup Centroid Latitude, origin_lon: Pickup Centroid Longitude, destination_lat: Dropoff Centroid Latitude, destination_lon: Dropoff Centroid Longitude, external_id: Trip ID'),
  ('Chicago BigQuery', 'unique_key,taxi_id,trip_start_timestamp,trip_end_timestamp,trip_seconds,trip_miles,pickup_census_tract,dropoff_census_tract,pickup_community_area,dropoff_community_area,fare,tips,tolls,extras,trip_total,payment_type,company,pickup_latitude,pickup_longitude,pickup_location,dropoff_latitude,dropoff_longitude,dropoff_location',
    'chicago_taxi UTC Chicago / Chicago taxi',
    'departed_at: trip_start_timestamp, origin_lat: pickup_latitude, origin_lon: pickup_longitude, destination_lat: dropoff_latitude, destination_lon: dropoff_longitude, external_id: unique_key'),
  ('Chicago sample', 'pickup_community_area,fare,trip_start_month,trip_start_hour,trip_start_day,trip_start_timestamp,pickup_latitude,pickup_longitude,dropoff_latitude,dropoff_longitude,trip_miles,pickup_census_tract,dropoff_census_tract,payment_type,company,trip_seconds,dropoff_community_area,tips',
    'chicago_taxi UTC Chicago / Chicago taxi',
    'departed_at: trip_start_timestamp, origin_lat: pickup_latitude, origin_lon: pickup_longitude, destination_lat: dropoff_latitude, destination_lon: dropoff_longitude'),
  ('MDS 2 flat', 'provider_id,provider_name,device_id,trip_id,start_time,end_time,start_location.lat,start_location.lng,end_location.lat,end_location.lng,duration,distance',
    'mds_trips unknown',
    'departed_at: start_time, origin_lat: start_location.lat, origin_lon: start_location.lng, destination_lat: end_location.lat, destination_lon: end_location.lng, datasource: provider_name, external_id: trip_id'),
  ('MDS 1 flat', 'provider_id,provider_name,device_id,vehicle_id,vehicle_type,propulsion_type,trip_id,trip_duration,trip_distance,start_time,end_time,start_lon,start_lat,end_lon,end_lat',
    'mds_trips unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon, datasource: provider_name, external_id: trip_id');
\set ECHO all
SELECT count(*) AS cases FROM cases;
TABLE differences;
TRUNCATE cases;

--
-- other systems, by the words of their names
--
\set ECHO none
INSERT INTO cases (name, header, found, mapping) VALUES
  ('Bay Wheels 2018', 'duration_sec,start_time,end_time,start_station_id,start_station_name,start_station_latitude,start_station_longitude,end_station_id,end_station_name,end_station_latitude,end_station_longitude,bike_id,user_type',
    'other unknown / unknown',
    'departed_at: start_time, origin_lat: start_station_latitude, origin_lon: start_station_longitude, destination_lat: end_station_latitude, destination_lon: end_station_longitude'),
  ('Capital Bikeshare 2012', '"Duration","Start date","End date","Start station number","Start station","End station number","End station","Bike number","Member type"',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: Start date, origin_place: Start station, destination_place: End station'),
  ('Indego', 'trip_id,duration,start_time,end_time,start_station,start_lat,start_lon,end_station,end_lat,end_lon,bike_id,plan_duration,trip_route_category,passholder_type,bike_type',
    'other unknown / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('BIXI 2014', 'start_date,start_station_code,end_date,end_station_code,duration_sec,is_member',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: start_date, origin_place: start_station_code, destination_place: end_station_code'),
  ('BIXI 2023', 'STARTSTATIONNAME,STARTSTATIONARRONDISSEMENT,STARTSTATIONLATITUDE,STARTSTATIONLONGITUDE,ENDSTATIONNAME,ENDSTATIONARRONDISSEMENT,ENDSTATIONLATITUDE,ENDSTATIONLONGITUDE,STARTTIMEMS,ENDTIMEMS',
    'other unknown / unknown',
    'departed_at: STARTTIMEMS, origin_lat: STARTSTATIONLATITUDE, origin_lon: STARTSTATIONLONGITUDE, destination_lat: ENDSTATIONLATITUDE, destination_lon: ENDSTATIONLONGITUDE'),
  ('Biketown', 'RouteID,PaymentPlan,StartHub,StartLatitude,StartLongitude,StartDate,StartTime,EndHub,EndLatitude,EndLongitude,EndDate,EndTime,TripType,BikeID,BikeName,Distance_Miles,Duration,RentalAccessPath,MultipleRental',
    'other unknown / unknown',
    'origin_lat: StartLatitude, origin_lon: StartLongitude, destination_lat: EndLatitude, destination_lon: EndLongitude, departed_date: StartDate, departed_time: StartTime'),
  ('Louisville', 'TripID,StartDate,StartTime,EndDate,EndTime,TripDuration,TripDistance,StartLatitude,StartLongitude,EndLatitude,EndLongitude,DayOfWeek,HourNum',
    'other unknown / unknown',
    'origin_lat: StartLatitude, origin_lon: StartLongitude, destination_lat: EndLatitude, destination_lon: EndLongitude, departed_date: StartDate, departed_time: StartTime'),
  ('Oslo', 'started_at,ended_at,duration,start_station_id,start_station_name,start_station_description,start_station_latitude,start_station_longitude,end_station_id,end_station_name,end_station_description,end_station_latitude,end_station_longitude',
    'other unknown / unknown',
    'departed_at: started_at, origin_lat: start_station_latitude, origin_lon: start_station_longitude, destination_lat: end_station_latitude, destination_lon: end_station_longitude'),
  ('Helsinki', 'Departure,Return,Departure station id,Departure station name,Return station id,Return station name,Covered distance (m),Duration (sec.)',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: Departure, origin_place: Departure station name, destination_place: Return station name'),
  ('London', 'Rental Id,Duration,Bike Id,End Date,EndStation Id,EndStation Name,Start Date,StartStation Id,StartStation Name',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: Start Date, origin_place: StartStation Name, destination_place: EndStation Name'),
  ('Toronto', 'Trip Id,Trip  Duration,Start Station Id,Start Time,Start Station Name,End Station Id,End Time,End Station Name,Bike Id,User Type',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: Start Time, origin_place: Start Station Name, destination_place: End Station Name'),
  ('Mexico City', 'Genero_Usuario,Edad_Usuario,Bici,Ciclo_Estacion_Retiro,Fecha_Retiro,Hora_Retiro,Ciclo_EstacionArribo,Fecha_Arribo,Hora_Arribo',
    'other unknown / unknown -- positions are those of the table places',
    'origin_place: Ciclo_Estacion_Retiro, destination_place: Ciclo_EstacionArribo, departed_date: Fecha_Retiro, departed_time: Hora_Retiro'),
  ('Shanghai', 'orderid,bikeid,userid,start_time,start_location_x,start_location_y,end_time,end_location_x,end_location_y,track',
    'other unknown / unknown',
    'departed_at: start_time, origin_lat: start_location_y, origin_lon: start_location_x, destination_lat: end_location_y, destination_lon: end_location_x'),
  ('Uber 2014', '"Date/Time","Lat","Lon","Base"',
    'other missing {destination} unknown / unknown',
    'departed_at: Date/Time, origin_lat: Lat, origin_lon: Lon'),
  ('upper', 'PICKUP_LON|PICKUP_LAT|DROPOFF_LON|DROPOFF_LAT|PICKUP_TIME',
    'other | unknown / unknown',
    'departed_at: PICKUP_TIME, origin_lat: PICKUP_LAT, origin_lon: PICKUP_LON, destination_lat: DROPOFF_LAT, destination_lon: DROPOFF_LON'),
  ('tabs', E'olon\tolat\tdlon\tdlat\tdeparture',
    'other tab unknown / unknown',
    'departed_at: departure, origin_lat: olat, origin_lon: olon, destination_lat: dlat, destination_lon: dlon'),
  ('camel', 'startLng;startLat;endLng;endLat;startTime;endTime',
    'other ; unknown / unknown',
    'departed_at: startTime, origin_lat: startLat, origin_lon: startLng, destination_lat: endLat, destination_lon: endLng'),
  ('numbers', 'x1,y1,x2,y2,t,timestamp',
    'other unknown / unknown',
    'departed_at: timestamp, origin_lat: y1, origin_lon: x1, destination_lat: y2, destination_lon: x2'),
  ('letters', 'o_x,o_y,d_x,d_y,datetime',
    'other unknown / unknown',
    'departed_at: datetime, origin_lat: o_y, origin_lon: o_x, destination_lat: d_y, destination_lon: d_x'),
  ('order', 'lon,lat,lon_2,lat_2,time',
    'other unknown / unknown',
    'departed_at: time, origin_lat: lat, origin_lon: lon, destination_lat: lat_2, destination_lon: lon_2'),
  ('one end', 'lon,lat,dest_lon,dest_lat,time',
    'other unknown / unknown',
    'departed_at: time, origin_lat: lat, origin_lon: lon, destination_lat: dest_lat, destination_lon: dest_lon'),
  ('from to', 'From Longitude,From Latitude,To Longitude,To Latitude,Date',
    'other unknown / unknown',
    'departed_at: Date, origin_lat: From Latitude, origin_lon: From Longitude, destination_lat: To Latitude, destination_lon: To Longitude'),
  ('one text', 'trip,origin,destination,departure_time,city,provider',
    'other',
    'departed_at: departure_time, origin: origin, destination: destination, datasource: provider, region: city'),
  ('WKT', 'start_point,end_point,started_at',
    'other unknown / unknown',
    'departed_at: started_at, origin: start_point, destination: end_point'),
  ('German', 'Startzeit;Endzeit;Start Längengrad;Start Breitengrad;Ziel Längengrad;Ziel Breitengrad;Stadt;Anbieter',
    'other ;',
    'departed_at: Startzeit, origin_lat: Start Breitengrad, origin_lon: Start Längengrad, destination_lat: Ziel Breitengrad, destination_lon: Ziel Längengrad, datasource: Anbieter, region: Stadt'),
  ('German 2', 'Abfahrt;Ankunft;Abfahrtsort;Zielort;von_lon;von_lat;nach_lon;nach_lat',
    'other ; unknown / unknown',
    'departed_at: Abfahrt, origin_lat: von_lat, origin_lon: von_lon, destination_lat: nach_lat, destination_lon: nach_lon'),
  ('French', 'date_depart;date_arrivee;longitude_depart;latitude_depart;longitude_arrivee;latitude_arrivee;ville',
    'other ; / unknown',
    'departed_at: date_depart, origin_lat: latitude_depart, origin_lon: longitude_depart, destination_lat: latitude_arrivee, destination_lon: longitude_arrivee, region: ville'),
  ('French 2', 'Départ longitude;Départ latitude;Arrivée longitude;Arrivée latitude;Heure de départ;Heure d''arrivée',
    'other ; unknown / unknown',
    'departed_at: Heure de départ, origin_lat: Départ latitude, origin_lon: Départ longitude, destination_lat: Arrivée latitude, destination_lon: Arrivée longitude'),
  ('Spanish', 'fecha_inicio,fecha_fin,longitud_origen,latitud_origen,longitud_destino,latitud_destino,ciudad,operador',
    'other',
    'departed_at: fecha_inicio, origin_lat: latitud_origen, origin_lon: longitud_origen, destination_lat: latitud_destino, destination_lon: longitud_destino, datasource: operador, region: ciudad'),
  ('Portuguese', 'data_inicio,data_fim,longitude_origem,latitude_origem,longitude_destino,latitude_destino',
    'other unknown / unknown',
    'departed_at: data_inicio, origin_lat: latitude_origem, origin_lon: longitude_origem, destination_lat: latitude_destino, destination_lon: longitude_destino'),
  ('Italian', 'ora_partenza,ora_arrivo,lon_partenza,lat_partenza,lon_arrivo,lat_arrivo',
    'other unknown / unknown',
    'departed_at: ora_partenza, origin_lat: lat_partenza, origin_lon: lon_partenza, destination_lat: lat_arrivo, destination_lon: lon_arrivo'),
  ('Dutch', 'vertrektijd,aankomsttijd,vertrek_lengtegraad,vertrek_breedtegraad,aankomst_lengtegraad,aankomst_breedtegraad',
    'other unknown / unknown',
    'departed_at: vertrektijd, origin_lat: vertrek_breedtegraad, origin_lon: vertrek_lengtegraad, destination_lat: aankomst_breedtegraad, destination_lon: aankomst_lengtegraad'),
  ('Polish', 'czas_start,czas_koniec,początek_długość,początek_szerokość,koniec_długość,koniec_szerokość',
    'other unknown / unknown',
    'departed_at: czas_start, origin_lat: początek_szerokość, origin_lon: początek_długość, destination_lat: koniec_szerokość, destination_lon: koniec_długość'),
  ('Czech', 'cas_odjezdu,zacatek_delka,zacatek_sirka,konec_delka,konec_sirka,mesto',
    'other / unknown',
    'departed_at: cas_odjezdu, origin_lat: zacatek_sirka, origin_lon: zacatek_delka, destination_lat: konec_sirka, destination_lon: konec_delka, region: mesto'),
  ('Russian', 'время начала,долгота начала,широта начала,долгота конца,широта конца',
    'other unknown / unknown',
    'departed_at: время начала, origin_lat: широта начала, origin_lon: долгота начала, destination_lat: широта конца, destination_lon: долгота конца'),
  ('Chinese', '起点经度,起点纬度,终点经度,终点纬度,出发时间',
    'other unknown / unknown',
    'departed_at: 出发时间, origin_lat: 起点纬度, origin_lon: 起点经度, destination_lat: 终点纬度, destination_lon: 终点经度'),
  ('Japanese', '出発時刻,出発経度,出発緯度,到着経度,到着緯度',
    'other unknown / unknown',
    'departed_at: 出発時刻, origin_lat: 出発緯度, origin_lon: 出発経度, destination_lat: 到着緯度, destination_lon: 到着経度'),
  ('Seoul', '자전거번호,대여일시,대여 대여소번호,대여 대여소명,대여거치대,반납일시,반납대여소번호,반납대여소명,이용시간,이용거리',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: 대여일시, origin_place: 대여 대여소명, destination_place: 반납대여소명'),
  ('Taipei', 'rent_time,rent_station,return_time,return_station,rent,infodate',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: rent_time, origin_place: rent_station, destination_place: return_station'),
  ('BIXI 2021', 'start_date,emplacement_pk_start,end_date,emplacement_pk_end,duration_sec,is_member',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: start_date, origin_place: emplacement_pk_start, destination_place: emplacement_pk_end'),
  ('Buenos Aires', 'Id_recorrido,duracion_recorrido,fecha_origen_recorrido,id_estacion_origen,nombre_estacion_origen,direccion_estacion_origen,long_estacion_origen,lat_estacion_origen,fecha_destino_recorrido,id_estacion_destino,nombre_estacion_destino,direccion_estacion_destino,long_estacion_destino,lat_estacion_destino,id_usuario,modelo_bicicleta',
    'other unknown / unknown',
    'departed_at: fecha_origen_recorrido, origin_lat: lat_estacion_origen, origin_lon: long_estacion_origen, destination_lat: lat_estacion_destino, destination_lon: long_estacion_destino'),
  ('Guadalajara', 'Viaje_Id,Usuario_Id,Genero,Año_de_nacimiento,Inicio_del_viaje,Fin_del_viaje,Origen_Id,Destino_Id',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: Inicio_del_viaje, origin_place: Origen_Id, destination_place: Destino_Id'),
  ('Call a Bike', 'BOOKING_HAL_ID;CATEGORY_HAL_ID;VEHICLE_HAL_ID;CUSTOMER_HAL_ID;DATE_BOOKING;DATE_FROM;DATE_UNTIL;COMPUTE_EXTRA_BOOKING_FEE;TRAVERSE_USE;DISTANCE;START_RENTAL_ZONE;START_RENTAL_ZONE_HAL_ID;END_RENTAL_ZONE;END_RENTAL_ZONE_HAL_ID',
    'other ; unknown / unknown -- positions are those of the table places',
    'departed_at: DATE_FROM, origin_place: START_RENTAL_ZONE, destination_place: END_RENTAL_ZONE'),
  ('Munich', 'Row;STARTTIME;ENDTIME;STARTLAT;STARTLON;ENDLAT;ENDLON;RENTAL_IS_STATION;RENTAL_STATION;RETURN_IS_STATION;RETURN_STATION',
    'other ; unknown / unknown',
    'departed_at: STARTTIME, origin_lat: STARTLAT, origin_lon: STARTLON, destination_lat: ENDLAT, destination_lon: ENDLON'),
  ('Hubway', '"seq_id","hubway_id","status","duration","start_date","strt_statn","end_date","end_statn","bike_nr","subsc_type","zip_code","birth_date","gender"',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: start_date, origin_place: strt_statn, destination_place: end_statn'),
  ('Ola', 'number,ts,pick_lat,pick_lng,drop_lat,drop_lng',
    'other unknown / unknown',
    'departed_at: ts, origin_lat: pick_lat, origin_lon: pick_lng, destination_lat: drop_lat, destination_lon: drop_lng'),
  ('Washington taxis', 'OBJECTID,TRIPTYPE,PROVIDER,ORIGINDATETIME_TR,DESTINATIONDATETIME_TR,ORIGIN_BLOCK_LATITUDE,ORIGIN_BLOCK_LONGITUDE,DESTINATION_BLOCK_LATITUDE,DESTINATION_BLOCK_LONGITUDE',
    'other unknown',
    'departed_at: ORIGINDATETIME_TR, origin_lat: ORIGIN_BLOCK_LATITUDE, origin_lon: ORIGIN_BLOCK_LONGITUDE, destination_lat: DESTINATION_BLOCK_LATITUDE, destination_lon: DESTINATION_BLOCK_LONGITUDE, datasource: PROVIDER'),
  ('San Francisco 2016', 'trip_id,duration_sec,start_date,start_station_name,start_station_id,end_date,end_station_name,end_station_id,bike_number,zip_code,subscriber_type',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: start_date, origin_place: start_station_name, destination_place: end_station_name'),
  ('Uber drives', 'START_DATE*,END_DATE*,CATEGORY*,START*,STOP*,MILES*,PURPOSE*',
    'other missing {origin} unknown / unknown -- positions are those of the table places',
    'departed_at: START_DATE*, destination_place: STOP*'),
  ('cab rides', 'distance,cab_type,time_stamp,destination,source,price',
    'other missing {origin} unknown',
    'departed_at: time_stamp, destination: destination, datasource: source'),
  ('Porto', '"TRIP_ID","CALL_TYPE","ORIGIN_CALL","ORIGIN_STAND","TAXI_ID","TIMESTAMP","DAY_TYPE","MISSING_DATA","POLYLINE"',
    'other missing {origin,destination} unknown / unknown',
    'departed_at: TIMESTAMP'),
  ('MATSim', 'person;trip_number;trip_id;dep_time;trav_time;wait_time;traveled_distance;main_mode;start_x;start_y;end_x;end_y',
    'other ; unknown / unknown',
    'departed_at: dep_time, origin_lat: start_y, origin_lon: start_x, destination_lat: end_y, destination_lon: end_x'),
  ('nothing', 'a,b,c',
    'other missing {origin,destination,departed_at} unknown / unknown',
    NULL),
  ('one', 'x',
    'other missing {origin,destination,departed_at} unknown / unknown',
    NULL),
  ('empty', '',
    'other missing {origin,destination,departed_at} unknown / unknown',
    NULL),
  ('commas', ',,,',
    'other missing {origin,destination,departed_at} unknown / unknown',
    NULL);
\set ECHO all
SELECT count(*) AS cases FROM cases;
TABLE differences;
TRUNCATE cases;

--
-- the lines after the header tell systems, cities and forms apart
--
\set ECHO none
INSERT INTO cases (name, header, sample, found, mapping) VALUES
  ('Citi Bike', 'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual',
    E'A,docked_bike,2021-05-01 18:06:51,2021-05-01 18:42:17,a,1,b,2,40.75,-73.99,40.76,-73.98,member\nB,docked_bike,2021-05-01 18:06:51,2021-05-01 18:42:17,a,1,b,2,40.71,-74.05,40.76,-73.98,member',
    'citi_bike_3 New York / Citi Bike',
    'departed_at: started_at, origin_lat: start_lat, origin_lon: start_lng, destination_lat: end_lat, destination_lon: end_lng, external_id: ride_id'),
  ('Jersey City', 'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual',
    'A,docked_bike,2021-05-01 18:06:51,2021-05-01 18:42:17,a,1,b,2,40.714145,-74.033551,40.71928,-74.07126,member',
    'citi_bike_3 Jersey City / Citi Bike',
    'departed_at: started_at, origin_lat: start_lat, origin_lon: start_lng, destination_lat: end_lat, destination_lon: end_lng, external_id: ride_id'),
  ('Divvy', 'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual',
    'A,docked_bike,2020-05-01 18:06:51,2020-05-01 18:42:17,a,1,b,2,41.88,-87.64,41.89,-87.63,member',
    'divvy_3 Chicago / Divvy',
    'departed_at: started_at, origin_lat: start_lat, origin_lon: start_lng, destination_lat: end_lat, destination_lon: end_lng, external_id: ride_id'),
  ('Divvy, damaged', 'ride_id;rideable_type;started_at;ended_at;start_station_name;start_station_id;end_station_name;end_station_id;start_lat;start_lng;end_lat;end_lng;member/casual;ride_length;day_in_week;;;',
    'CD3CBFEA21B030D2;docked_bike;2.01.2020 09:11;2.01.2020 09:14;Clinton St & Lake St;66;Orleans St & Hubbard St;636;418.856;-876.418;41.89;-876.366;casual;0,002523148;4;;;',
    'rides_3 ; (DD.MM.YYYY HH24:MI:SS) unknown / unknown -- Departures like "2.01.2020 09:11" can have the day or the month first; date_format or region says which',
    'departed_at: started_at, origin_lat: start_lat, origin_lon: start_lng, destination_lat: end_lat, destination_lon: end_lng, external_id: ride_id'),
  ('Capital Bikeshare', 'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual',
    'A,classic_bike,2021-05-01 18:06:51,2021-05-01 18:42:17,a,1,b,2,38.9,-77.03,38.91,-77.02,member',
    'capital_bikeshare_3 Washington / Capital Bikeshare',
    'departed_at: started_at, origin_lat: start_lat, origin_lon: start_lng, destination_lat: end_lat, destination_lon: end_lng, external_id: ride_id'),
  ('nobody''s', 'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual',
    'A,classic_bike,2021-05-01 18:06:51,2021-05-01 18:42:17,a,1,b,2,12.9,-17.03,12.91,-17.02,member',
    'rides_3 unknown / unknown',
    'departed_at: started_at, origin_lat: start_lat, origin_lon: start_lng, destination_lat: end_lat, destination_lon: end_lng, external_id: ride_id'),
  ('Bluebikes', '"tripduration","starttime","stoptime","start station id","start station name","start station latitude","start station longitude","end station id","end station name","end station latitude","end station longitude","bikeid","usertype","birth year","gender"',
    '932,"2018-01-01 02:06:17.5410","2018-01-01 02:21:50.0270",1,"a",42.36,-71.09,2,"b",42.35,-71.1,31929,"Subscriber",1992,1',
    'bluebikes_2 Boston / Bluebikes',
    'departed_at: starttime, origin_lat: start station latitude, origin_lon: start station longitude, destination_lat: end station latitude, destination_lon: end station longitude'),
  ('Citi Bike 2014', '"tripduration","starttime","stoptime","start station id","start station name","start station latitude","start station longitude","end station id","end station name","end station latitude","end station longitude","bikeid","usertype","birth year","gender"',
    '"428","9/1/2014 00:00:25","9/1/2014 00:07:33","386","a","40.71494807","-74.00234482","300","b","40.728145","-73.99021388","15938","Subscriber","1981","1"',
    'citi_bike_2 (MM/DD/YYYY HH24:MI:SS) New York / Citi Bike -- departures like "9/1/2014 00:00:25" are taken for MM/DD/YYYY HH24:MI:SS, as dates are written in New York; date_format settles it',
    'departed_at: starttime, origin_lat: start station latitude, origin_lon: start station longitude, destination_lat: end station latitude, destination_lon: end station longitude'),
  ('Divvy 2014', 'trip_id,starttime,stoptime,bikeid,tripduration,from_station_id,from_station_name,to_station_id,to_station_name,usertype,gender,birthyear',
    '2355134,6/30/2014 23:57,7/1/2014 0:07,2006,604,131,Lincoln Ave & Belmont Ave,303,Broadway & Cornelia Ave,Subscriber,Male,1988',
    'divvy_1 (MM/DD/YYYY HH24:MI:SS) Chicago / Divvy -- positions are those of the table places',
    'departed_at: starttime, origin_place: from_station_name, destination_place: to_station_name, external_id: trip_id'),
  ('TLC yellow 2014', 'vendor_id, pickup_datetime, dropoff_datetime, passenger_count, trip_distance, pickup_longitude, pickup_latitude, rate_code, store_and_fwd_flag, dropoff_longitude, dropoff_latitude, payment_type, fare_amount, surcharge, mta_tax, tip_amount, tolls_amount, total_amount',
    E'\r\nCMT,2014-01-09 20:45:25,2014-01-09 20:52:31,1,0.7,-73.994770000000003,40.736828000000003,1,N,-73.982226999999995,40.731789999999997,CRD,6.5,0.5,0.5,1.4,0,8.9',
    'nyc_yellow_2010 UTC New York / NYC yellow taxi',
    'departed_at: pickup_datetime, origin_lat: pickup_latitude, origin_lon: pickup_longitude, destination_lat: dropoff_latitude, destination_lon: dropoff_longitude'),
  ('TLC green 2014', 'VendorID,lpep_pickup_datetime,Lpep_dropoff_datetime,Store_and_fwd_flag,RateCodeID,Pickup_longitude,Pickup_latitude,Dropoff_longitude,Dropoff_latitude,Passenger_count,Trip_distance,Fare_amount,Extra,MTA_tax,Tip_amount,Tolls_amount,Ehail_fee,Total_amount,Payment_type,Trip_type ',
    '2,2014-04-01 00:00:00,2014-04-01 14:24:20,N,1,0,0,0,0,1,7.45,23,0,0.5,0,0,,23.5,2,1,,',
    'nyc_green New York / NYC green taxi',
    'departed_at: lpep_pickup_datetime, origin_lat: Pickup_latitude, origin_lon: Pickup_longitude, destination_lat: Dropoff_latitude, destination_lon: Dropoff_longitude'),
  ('Chicago portal', 'Trip ID,Taxi ID,Trip Start Timestamp,Trip End Timestamp,Trip Seconds,Trip Miles,Pickup Census Tract,Dropoff Census Tract,Pickup Community Area,Dropoff Community Area,Fare,Tips,Tolls,Extras,Trip Total,Payment Type,Company,Pickup Centroid Latitude,Pickup Centroid Longitude,Pickup Centroid Location,Dropoff Centroid Latitude,Dropoff Centroid Longitude,Dropoff Centroid  Location',
    'f1,t1,01/13/2016 06:15:00 AM,01/13/2016 06:15:00 AM,180,0.4,,,24,24,$4.50,$0.00,$0.00,$0.00,$4.50,Cash,,41.901206994,-87.676355989,POINT (-87.6763559892 41.9012069941),41.901206994,-87.676355989,POINT (-87.6763559892 41.9012069941)',
    'chicago_taxi (MM/DD/YYYY HH12:MI:SS AM) UTC Chicago / Chicago taxi',
    'departed_at: Trip Start Timestamp, origin_lat: Pickup Centroid Latitude, origin_lon: Pickup Centroid Longitude, destination_lat: Dropoff Centroid Latitude, destination_lon: Dropoff Centroid Longitude, external_id: Trip ID'),
  ('Chicago API', '"trip_id","taxi_id","trip_start_timestamp","trip_end_timestamp","pickup_centroid_latitude","pickup_centroid_longitude","dropoff_centroid_latitude","dropoff_centroid_longitude"',
    '"f1","t1","2016-01-13T06:15:00.000","2016-01-13T06:15:00.000","41.901206994","-87.676355989","41.901206994","-87.676355989"',
    'chicago_taxi UTC Chicago / Chicago taxi',
    'departed_at: trip_start_timestamp, origin_lat: pickup_centroid_latitude, origin_lon: pickup_centroid_longitude, destination_lat: dropoff_centroid_latitude, destination_lon: dropoff_centroid_longitude, external_id: trip_id'),
  ('Oslo', 'started_at,ended_at,duration,start_station_id,start_station_name,start_station_description,start_station_latitude,start_station_longitude,end_station_id,end_station_name,end_station_description,end_station_latitude,end_station_longitude',
    '2019-04-01 03:05:24.443000+00:00,2019-04-01 03:18:11.131000+00:00,766,488,a,b,59.9139,10.7522,489,c,d,59.92,10.76',
    'other Europe/Oslo Oslo / unknown',
    'departed_at: started_at, origin_lat: start_station_latitude, origin_lon: start_station_longitude, destination_lat: end_station_latitude, destination_lon: end_station_longitude'),
  ('Louisville', 'TripID,StartDate,StartTime,EndDate,EndTime,TripDuration,TripDistance,StartLatitude,StartLongitude,EndLatitude,EndLongitude,DayOfWeek,HourNum',
    E'a,2019-01-01,10:15,2019-01-01,10:30,15,1.2,38.253,-85.757,38.245,-85.75,3,10',
    'other Louisville / unknown',
    'origin_lat: StartLatitude, origin_lon: StartLongitude, destination_lat: EndLatitude, destination_lon: EndLongitude, departed_date: StartDate, departed_time: StartTime'),
  ('Biketown', 'RouteID,PaymentPlan,StartHub,StartLatitude,StartLongitude,StartDate,StartTime,EndHub,EndLatitude,EndLongitude,EndDate,EndTime',
    '1282087,Subscriber,a,45.52,-122.68,7/19/2016,10:22,b,45.53,-122.67,7/19/2016,10:48',
    'other (MM/DD/YYYY HH24:MI:SS) Portland / unknown',
    'origin_lat: StartLatitude, origin_lon: StartLongitude, destination_lat: EndLatitude, destination_lon: EndLongitude, departed_date: StartDate, departed_time: StartTime'),
  ('BIXI', 'STARTSTATIONNAME,STARTSTATIONARRONDISSEMENT,STARTSTATIONLATITUDE,STARTSTATIONLONGITUDE,ENDSTATIONNAME,ENDSTATIONARRONDISSEMENT,ENDSTATIONLATITUDE,ENDSTATIONLONGITUDE,STARTTIMEMS,ENDTIMEMS',
    'a,b,45.51,-73.56,c,d,45.52,-73.57,1672531200000,1672531800000',
    'other America/Toronto Montreal / unknown',
    'departed_at: STARTTIMEMS, origin_lat: STARTSTATIONLATITUDE, origin_lon: STARTSTATIONLONGITUDE, destination_lat: ENDSTATIONLATITUDE, destination_lon: ENDSTATIONLONGITUDE'),
  ('German, decimal comma', 'Startzeit;Start Längengrad;Start Breitengrad;Ziel Längengrad;Ziel Breitengrad',
    '28.05.2018 09:03;13,404954;52,520008;13,41;52,53',
    'other ; decimal comma (DD.MM.YYYY HH24:MI:SS) Berlin / unknown',
    'departed_at: Startzeit, origin_lat: Start Breitengrad, origin_lon: Start Längengrad, destination_lat: Ziel Breitengrad, destination_lon: Ziel Längengrad'),
  ('day first', 'start_time,start_lon,start_lat,end_lon,end_lat',
    E'01/05/2018 09:03,16.3725,48.2084,16.4133,48.2167\n28/05/2018 09:03,16.3725,48.2084,16.4133,48.2167',
    'other (DD/MM/YYYY HH24:MI:SS) Vienna / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('month first', 'start_time,start_lon,start_lat,end_lon,end_lat',
    E'05/01/2018 09:03:00 PM,16.3725,48.2084,16.4133,48.2167\n05/28/2018 09:03:00 PM,16.3725,48.2084,16.4133,48.2167',
    'other (MM/DD/YYYY HH12:MI:SS AM) Vienna / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('day or month, London', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '05/01/2018 09:03,-0.1276,51.5072,-0.13,51.51',
    'other (DD/MM/YYYY HH24:MI:SS) London / unknown -- departures like "05/01/2018 09:03" are taken for DD/MM/YYYY HH24:MI:SS, as dates are written in London; date_format settles it',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('day or month, Boston', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '05/01/2018 09:03,-71.06,42.36,-71.07,42.35',
    'other (MM/DD/YYYY HH24:MI:SS) Boston / unknown -- departures like "05/01/2018 09:03" are taken for MM/DD/YYYY HH24:MI:SS, as dates are written in Boston; date_format settles it',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('day or month, nowhere', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '05/01/2018 09:03,3.5,30.5,3.6,30.6',
    'other (MM/DD/YYYY HH24:MI:SS) unknown / unknown -- Departures like "05/01/2018 09:03" can have the day or the month first; date_format or region says which',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('the day or the year first', 'start_time;start_lon;start_lat;end_lon;end_lat',
    '18-05-28 09:03;16.3725;48.2084;16.4133;48.2167',
    'other ; (DD-MM-YY HH24:MI:SS) Vienna / unknown -- departures like "18-05-28 09:03" are taken for DD-MM-YY HH24:MI:SS, as dates are written in Vienna; date_format settles it',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('UTC by name', 'start_time_utc,start_lon,start_lat,end_lon,end_lat',
    '2018-05-28 09:03:40,16.3725,48.2084,16.4133,48.2167',
    'other Europe/Vienna from UTC Vienna / unknown',
    'departed_at: start_time_utc, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('GMT by name, nowhere', 'started (GMT),start_lon,start_lat,end_lon,end_lat',
    '2018-05-28 09:03:40,3.5,30.5,3.6,30.6',
    'other from UTC unknown / unknown -- departures are UTC by their column''s name, which become local time of the session''s TimeZone; time_zone settles it',
    'departed_at: started (GMT), origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('several trips a row', 'start_time,start_lon,start_lat,end_lon,end_lat,trips',
    '2018-05-28 09:03:40,16.3725,48.2084,16.4133,48.2167,17',
    'other Vienna / unknown -- Column "trips" says that a row stands for several trips; a feed of your own that leaves it out takes each row for one',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('perhaps several trips a row', 'start_time,start_lon,start_lat,end_lon,end_lat,trip_count',
    '2018-05-28 09:03:40,16.3725,48.2084,16.4133,48.2167,1',
    'other Vienna / unknown -- column "trip_count" may say how many trips a row stands for; each row is taken for one; a feed of your own settles it',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('numbers of trips', 'start_time,start_lon,start_lat,end_lon,end_lat,trip_number',
    '2018-05-28 09:03:40,16.3725,48.2084,16.4133,48.2167,17',
    'other Vienna / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('Shenzhen, beside Hong Kong', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '2018-05-28 09:03:40,114.055,22.54,114.06,22.53',
    'other Shenzhen / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('the default feed''s columns', 'Vienna,POINT (16.3725 48.2084),POINT (16.4133 48.2167),2018-05-28 09:03:40,survey',
    'Prague,POINT (14.42 50.08),POINT (14.43 50.09),2018-05-28 09:03:41,counts',
    'feed',
    'departed_at: datetime, origin: origin_coord, destination: destination_coord, datasource: datasource, region: region'),
  ('two digits of a year', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '5/28/18 9:03,-71.06,42.36,-71.07,42.35',
    'other (MM/DD/YY HH24:MI:SS) Boston / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('digits alone', 'start_time|start_lon|start_lat|end_lon|end_lat',
    '20180528090340|16.3725|48.2084|16.4133|48.2167',
    'other | (YYYYMMDDHH24MISS) Vienna / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('fewer digits', E'start_time\tstart_lon\tstart_lat\tend_lon\tend_lat',
    E'201805280903\t16.3725\t48.2084\t16.4133\t48.2167',
    'other tab (YYYYMMDDHH24MI) Vienna / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('slashes', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '2018/05/28 09:03:40,16.3725,48.2084,16.4133,48.2167',
    'other (YYYY/MM/DD HH24:MI:SS) Vienna / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('month by name', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '28-May-2018 09:03:40,16.3725,48.2084,16.4133,48.2167',
    'other (DD-Mon-YYYY HH24:MI:SS) Vienna / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('month by name 2', 'start_time;start_lon;start_lat;end_lon;end_lat',
    'May 28, 2018 9:03 PM;16.3725;48.2084;16.4133;48.2167',
    'other ; (Mon DD, YYYY HH12:MI:SS AM) Vienna / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('a zone', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '2018/05/28 09:03:40 UTC,16.3725,48.2084,16.4133,48.2167',
    'other (YYYY/MM/DD HH24:MI:SS TZ) Europe/Vienna Vienna / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('an offset', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '2018-05-28T09:03:40+02:00,16.3725,48.2084,16.4133,48.2167',
    'other Europe/Vienna Vienna / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('epoch seconds', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '1527498220,16.3725,48.2084,16.4133,48.2167',
    'other Europe/Vienna Vienna / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('epoch milliseconds, nowhere known', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '1527498220123,-30.5,10.5,-30.4,10.4',
    'other unknown / unknown -- departures are instants, which become local time of the session''s TimeZone; time_zone settles it',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('RFC 2822', 'start_time;start_lon;start_lat;end_lon;end_lat',
    'Mon, 28 May 2018 09:03:40 GMT;16.3725;48.2084;16.4133;48.2167',
    'other ; (DY, DD Mon YYYY HH24:MI:SS TZ) Europe/Vienna Vienna / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('a day alone', 'date,start_lon,start_lat,end_lon,end_lat',
    '2018-05-28,16.3725,48.2084,16.4133,48.2167',
    'other (YYYY-MM-DD) Vienna / unknown -- departures have no time of day',
    'departed_at: date, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('an epoch of a departure', 'departure,o_lon,o_lat,d_lon,d_lat',
    '1527498220,16.3725,48.2084,16.4133,48.2167',
    'other Europe/Vienna Vienna / unknown',
    'departed_at: departure, origin_lat: o_lat, origin_lon: o_lon, destination_lat: d_lat, destination_lon: d_lon'),
  ('nulls spelled out', 't_start,lat_start,lon_start,lat_end,lon_end',
    E'2018-05-28 09:03:40,NULL,NULL,NULL,NULL\n2018-05-28 09:03:40,\\N,\\N,\\N,\\N\n2018-05-28 09:03:40,48.2084,16.3725,48.2167,16.4133',
    'other Vienna / unknown',
    'departed_at: t_start, origin_lat: lat_start, origin_lon: lon_start, destination_lat: lat_end, destination_lon: lon_end'),
  ('a day and two times', 'date,start_time,end_time,start_lon,start_lat,end_lon,end_lat',
    '28.05.2018,09:03,09:13,16.3725,48.2084,16.4133,48.2167',
    'other (DD.MM.YYYY HH24:MI:SS) Vienna / unknown',
    'origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon, departed_date: date, departed_time: start_time'),
  ('names twice', 'time,lon,lat,lon,lat,',
    '2018-05-28 09:03:40,16.3725,48.2084,16.4133,48.2167,x',
    'other Vienna / unknown',
    'departed_at: time, origin_lat: lat, origin_lon: lon, destination_lat: lat_2, destination_lon: lon_2'),
  ('no name', ',o_lon,o_lat,d_lon,d_lat',
    '2018-05-28 09:03:40,16.3725,48.2084,16.4133,48.2167',
    'other Vienna / unknown',
    'departed_at: column_1, origin_lat: o_lat, origin_lon: o_lon, destination_lat: d_lat, destination_lon: d_lon'),
  ('line ends in fields', E'"time","a\nnote","o_lon","o_lat","d_lon","d_lat"',
    E'"2018-05-28 09:03:40","x,\n\ny,z,1","16.3725","48.2084","16.4133","48.2167"',
    'other Vienna / unknown',
    'departed_at: time, origin_lat: o_lat, origin_lon: o_lon, destination_lat: d_lat, destination_lon: d_lon'),
  ('Munich', 'Row;STARTTIME;ENDTIME;STARTLAT;STARTLON;ENDLAT;ENDLON;RENTAL_IS_STATION;RENTAL_STATION;RETURN_IS_STATION;RETURN_STATION',
    '1;2019-01-01 00:02;2019-01-01 00:17;48,12896;11,54843;48,13;11,55;0; ;0; ',
    'other ; decimal comma Munich / unknown',
    'departed_at: STARTTIME, origin_lat: STARTLAT, origin_lon: STARTLON, destination_lat: ENDLAT, destination_lon: ENDLON'),
  ('Uber drives', 'START_DATE*,END_DATE*,CATEGORY*,START*,STOP*,MILES*,PURPOSE*',
    '1/1/2016 21:11,1/1/2016 21:17,Business,Fort Pierce,West Palm Beach,5.1,Meal/Entertain',
    'other (MM/DD/YYYY HH24:MI:SS) unknown / unknown -- Departures like "1/1/2016 21:11" can have the day or the month first; date_format or region says which; positions are those of the table places',
    'departed_at: START_DATE*, origin_place: START*, destination_place: STOP*'),
  ('cab rides', 'distance,cab_type,time_stamp,destination,source,price',
    '0.44,Lyft,1544952607890,North Station,Haymarket Square,5',
    'other unknown / unknown -- departures are instants, which become local time of the session''s TimeZone; time_zone settles it; positions are those of the table places',
    'departed_at: time_stamp, origin_place: source, destination_place: destination'),
  ('Guadalajara', 'Viaje_Id,Usuario_Id,Genero,Inicio_del_viaje,Fin_del_viaje,Origen_Id,Destino_Id',
    '4601,1,M,2014-12-01 08:48:24,2014-12-01 08:52:56,35,33',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: Inicio_del_viaje, origin_place: Origen_Id, destination_place: Destino_Id'),
  ('MATSim', 'person;trip_number;trip_id;dep_time;trav_time;start_x;start_y;end_x;end_y',
    'p1;1;p1_1;08:15:00;00:15:00;4592000.5;5820000.25;4593000.5;5821000.75',
    'other ; missing {departed_at,origin,destination} unknown / unknown -- coordinates are no degrees: position_srid says of what SRID they are, position_form => ''e6'' or ''e7'' that they are parts of degrees',
    'origin_lat: start_y, origin_lon: start_x, destination_lat: end_y, destination_lon: end_x'),
  ('no departure', 'start_time,start_lon,start_lat,end_lon,end_lat',
    'early,16.3725,48.2084,16.4133,48.2167',
    'other missing {departed_at} Vienna / unknown',
    'origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('swapped', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '2018-05-28 09:03:40,48.2084,16.3725,48.2167,16.4133',
    'other Vienna / unknown -- longitudes and latitudes are swapped',
    'departed_at: start_time, origin_lat: start_lon, origin_lon: start_lat, destination_lat: end_lon, destination_lon: end_lat'),
  ('swapped, out of range', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '2018-05-28 09:03:40,-12.5,141.5,-12.6,141.6',
    'other unknown / unknown -- longitudes and latitudes are swapped',
    'departed_at: start_time, origin_lat: start_lon, origin_lon: start_lat, destination_lat: end_lon, destination_lon: end_lat'),
  ('metres', 'start_time,start_x,start_y,end_x,end_y',
    '2018-05-28 09:03:40,602000.5,340000.5,603000.5,341000.5',
    'other missing {origin,destination} unknown / unknown -- coordinates are no degrees: position_srid says of what SRID they are, position_form => ''e6'' or ''e7'' that they are parts of degrees',
    'departed_at: start_time, origin_lat: start_y, origin_lon: start_x, destination_lat: end_y, destination_lon: end_x'),
  ('one text, lat first', 'start_time,start_location,end_location',
    '2018-05-28 09:03:40,"48.2084,16.3725","48.2167,16.4133"',
    'other lat lon Vienna / unknown',
    'departed_at: start_time, origin: start_location, destination: end_location'),
  ('one text, lon first', 'start_time;start_location;end_location',
    '2018-05-28 09:03:40;16.3725,48.2084;16.4133,48.2167',
    'other ; Vienna / unknown',
    'departed_at: start_time, origin: start_location, destination: end_location'),
  ('an order beside empty cells', 'origin;dest_lon;dest_lat;time', E'48.9 12.0;12.0;48.9;2020-01-01 10:00:00\n49 12.0;;;2020-01-01 10:00:00\n48.9 12.0;12.0;48.9;2020-01-01 10:00:00\n49 12.1;;;2020-01-01 10:00:00\n49 12.1;;;2020-01-01 10:00:00',
    'other ; lat lon unknown / unknown -- coordinates are taken to be in the order lat lon; position_order settles it',
    'departed_at: time, origin: origin, destination_lat: dest_lat, destination_lon: dest_lon'),
  ('one text, lat first by range', 'start_time;start_location;end_location',
    '2018-05-28 09:03:40;-12.5,141.5;-12.6,141.6',
    'other ; lat lon unknown / unknown -- coordinates are taken to be in the order lat lon; position_order settles it',
    'departed_at: start_time, origin: start_location, destination: end_location'),
  ('one text, by name', 'start_time;start_latlng;end_latlng',
    '2018-05-28 09:03:40;10.5 -30.5;10.4 -30.4',
    'other ; lat lon unknown / unknown -- coordinates are taken to be in the order lat lon; position_order settles it',
    'departed_at: start_time, origin: start_latlng, destination: end_latlng'),
  ('one text, nearer', 'start_time;start;end',
    '2018-05-28 09:03:40;49.5, 17.5;49.6, 17.6',
    'other ; lat lon unknown / unknown -- coordinates are taken to be in the order lat lon; position_order settles it',
    'departed_at: start_time, origin: start, destination: end'),
  ('WKT, lat first', 'start,stop,when',
    'POINT(48.2084 16.3725),POINT(48.2167 16.4133),2018-05-28 09:03:40',
    'other lat lon Vienna / unknown',
    'departed_at: when, origin: start, destination: stop'),
  ('WKT', 'start,stop,when',
    'POINT(16.3725 48.2084),SRID=4326;POINT(16.4133 48.2167),2018-05-28 09:03:40',
    'other Vienna / unknown',
    'departed_at: when, origin: start, destination: stop'),
  ('hex EWKB', 'a,b,c',
    '0101000020E610000000000000000030400000000000004840,0101000020E610000000000000000030400000000000004840,2018-05-28 09:03:40',
    'other unknown / unknown',
    'departed_at: c, origin: a, destination: b'),
  ('no names', 'a,b,c,d,e',
    E'16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40\n16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40',
    'other Vienna / unknown',
    'departed_at: e, origin_lat: b, origin_lon: a, destination_lat: d, destination_lon: c'),
  ('no names, lat first', 'a,b,c,d,e',
    '2018-05-28 09:03:40,48.2084,16.3725,48.2167,16.4133',
    'other Vienna / unknown -- longitudes and latitudes are swapped',
    'departed_at: a, origin_lat: b, origin_lon: c, destination_lat: d, destination_lon: e'),
  ('no header', '16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40',
    '16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40',
    'headerless Vienna / unknown',
    'departed_at: column_5, origin_lat: column_2, origin_lon: column_1, destination_lat: column_4, destination_lon: column_3'),
  ('places by name', 'start,end,started',
    'North,South,2018-05-28 09:03:40',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: started, origin_place: start, destination_place: end'),
  ('places by number', 'from_zone_id,to_zone_id,time',
    '12,13,2018-05-28 09:03:40',
    'other unknown / unknown -- positions are those of the table places',
    'departed_at: time, origin_place: from_zone_id, destination_place: to_zone_id'),
  ('a source', 'source,from_lon,from_lat,to_lon,to_lat,time',
    'sensors,16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40',
    'other Vienna / unknown',
    'departed_at: time, origin_lat: from_lat, origin_lon: from_lon, destination_lat: to_lat, destination_lon: to_lon'),
  ('a provider missing now and then', 'provider,from_lon,from_lat,to_lon,to_lat,time',
    E'p,16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40\n,16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40',
    'other Vienna / unknown',
    'departed_at: time, origin_lat: from_lat, origin_lon: from_lon, destination_lat: to_lat, destination_lon: to_lon'),
  ('arrival first', 'arrival_time,departure_time,dest_lat,dest_lon,orig_lat,orig_lon',
    '2018-05-28 09:13:40,2018-05-28 09:03:40,48.2167,16.4133,48.2084,16.3725',
    'other Vienna / unknown',
    'departed_at: departure_time, origin_lat: orig_lat, origin_lon: orig_lon, destination_lat: dest_lat, destination_lon: dest_lon'),
  ('other times', 'created_at,updated_at,pickup_at,request_time,p_lon,p_lat,d_lon,d_lat',
    '2018-05-28 09:13:40,2018-05-28 09:03:40,2018-05-28 09:03:40,2018-05-28 09:03:40,16.3725,48.2084,16.4133,48.2167',
    'other Vienna / unknown',
    'departed_at: pickup_at, origin_lat: p_lat, origin_lon: p_lon, destination_lat: d_lat, destination_lon: d_lon'),
  ('a byte order mark', U&'\FEFF"start_time","start_lon","start_lat","end_lon","end_lat"',
    '"2018-05-28 09:03:40","16.3725","48.2084","16.4133","48.2167"',
    'other Vienna / unknown',
    'departed_at: start_time, origin_lat: start_lat, origin_lon: start_lon, destination_lat: end_lat, destination_lon: end_lon'),
  ('semicolons between pairs', 'time;start (lat,lon);end (lat,lon)',
    E'2018-05-28 09:03:40;48.2084,16.3725;48.2167,16.4133',
    'other ; lat lon Vienna / unknown',
    'departed_at: time, origin: start (lat,lon), destination: end (lat,lon)');
\set ECHO all
SELECT count(*) AS cases FROM cases;
TABLE differences;
TRUNCATE cases;

--
-- JSON
--
\set ECHO none
INSERT INTO cases (name, header, sample, found, mapping) VALUES
  ('MDS 1', '{"version":"1.0.0","data":{"trips":[{"provider_name":"Zip","provider_id":"p","device_id":"d","vehicle_id":"v","vehicle_type":"scooter","propulsion_type":["electric"],"trip_id":"t","trip_duration":600,"trip_distance":1000,"route":{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"timestamp":1529968782421},"geometry":{"type":"Point","coordinates":[-122.68,45.52]}},{"type":"Feature","properties":{"timestamp":1529969382421},"geometry":{"type":"Point","coordinates":[-122.67,45.53]}}]},"accuracy":10,"start_time":1529968782421,"end_time":1529969382421},{"prov',
    NULL,
    'mds_trips json America/Los_Angeles Portland',
    'departed_at: start_time, origin_lat: route.features[0].geometry.coordinates[1], origin_lon: route.features[0].geometry.coordinates[0], destination_lat: route.features[-1].geometry.coordinates[1], destination_lon: route.features[-1].geometry.coordinates[0], datasource: provider_name, external_id: trip_id'),
  ('MDS 2', '{',
    E'"version":"2.0.0","trips":[\n{"provider_id":"c20e08cf","device_id":"d","trip_id":"t","start_time":1529968782421,"end_time":1529969382421,\n"start_location":{"lat":45.52,"lng":-122.68},"end_location":{"lat":45.53,"lng":-122.67},"duration":600,"distance":1000}]}',
    'mds_trips json America/Los_Angeles Portland',
    'departed_at: start_time, origin_lat: start_location.lat, origin_lon: start_location.lng, destination_lat: end_location.lat, destination_lon: end_location.lng, datasource: provider_id, external_id: trip_id'),
  ('MDS 2, by line', '{"provider_id":"c20e08cf","provider_name":"Zip","device_id":"d","trip_id":"t","start_time":1529968782421,"end_time":1529969382421,"start_location":{"lat":45.52,"lng":-122.68},"end_location":{"lat":45.53,"lng":-122.67}}',
    '{"provider_id":"c20e08cf","prov',
    'mds_trips json America/Los_Angeles Portland',
    'departed_at: start_time, origin_lat: start_location.lat, origin_lon: start_location.lng, destination_lat: end_location.lat, destination_lon: end_location.lng, datasource: provider_name, external_id: trip_id'),
  ('flat', '[{"pickup_lat":48.2084,"pickup_lng":16.3725,"dropoff_lat":48.2167,"dropoff_lng":16.4133,"pickup_time":"2018-05-28T09:03:40Z","city":"Vienna","provider":"Zip"}]',
    NULL,
    'other json Europe/Vienna',
    'departed_at: pickup_time, origin_lat: pickup_lat, origin_lon: pickup_lng, destination_lat: dropoff_lat, destination_lon: dropoff_lng, datasource: provider, region: city'),
  ('nested', '[',
    E'{"id":1,"from":{"coordinates":[16.3725,48.2084],"time":"2018-05-28 09:03:40"},"to":{"coordinates":[16.4133,48.2167],"time":"2018-05-28 09:13:40"}},\n{"id":2}\n]',
    'other json Vienna / unknown',
    'departed_at: from.time, origin_lat: from.coordinates[1], origin_lon: from.coordinates[0], destination_lat: to.coordinates[1], destination_lon: to.coordinates[0]'),
  ('a line', '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"LineString","coordinates":[[16.3725,48.2084],[16.38,48.21],[16.4133,48.2167]]},"properties":{"start_time":"2018-05-28 09:03:40"}}]}',
    NULL,
    'other json Vienna / unknown',
    'departed_at: properties.start_time, origin_lat: geometry.coordinates[0][1], origin_lon: geometry.coordinates[0][0], destination_lat: geometry.coordinates[-1][1], destination_lon: geometry.coordinates[-1][0]'),
  ('the feed''s', '{"region":"Vienna","origin_coord":"POINT (16.3725 48.2084)","destination_coord":"POINT (16.4133 48.2167)","datetime":"2018-05-28 09:03:40","datasource":"survey"}',
    NULL,
    'feed json',
    'departed_at: datetime, origin: origin_coord, destination: destination_coord, datasource: datasource, region: region'),
  ('names with dots', '{"start.lat":48.2084,"start.lon":16.3725,"end.lat":48.2167,"end.lon":16.4133,"start.time":"2018-05-28 09:03:40"}',
    NULL,
    'other json Vienna / unknown',
    'departed_at: start.time, origin_lat: start.lat, origin_lon: start.lon, destination_lat: end.lat, destination_lon: end.lon'),
  ('no trips', '{"a":1}',
    NULL,
    'other json missing {origin,destination,departed_at} unknown / unknown',
    NULL),
  ('no objects', '[1,2]',
    NULL,
    'other json missing {origin,destination,departed_at} unknown / unknown',
    NULL),
  ('broken', '{"a":',
    NULL,
    'other json missing {origin,destination,departed_at} unknown / unknown',
    NULL),
  ('a bad escape', '{"a":"\u00"}',
    NULL,
    'other json missing {origin,destination,departed_at} unknown / unknown',
    NULL);
\set ECHO all
SELECT count(*) AS cases FROM cases;
TABLE differences;
TRUNCATE cases;

--
-- what is odd
--
SELECT tripgrid.detect_feed(NULL);
SELECT found LIKE 'other missing%' FROM pg_temp.found(repeat('x', 100000));
SELECT found LIKE 'other missing%' FROM pg_temp.found(repeat(',', 2000));
SELECT found LIKE 'other missing%' FROM pg_temp.found('"start_lat,start_lon', '"');
SELECT columns, mapping FROM tripgrid.detect_feed(E'lon, lat ,lon,"la""t","to\nlon"');

--
-- what is found makes a feed, and the file loads as it is
--
SELECT tripgrid.create_store('detect_test');
SELECT tripgrid.create_feed('pairs', columns, mapping, constants, date_format,
    time_zone, decimal_comma, position_order, area, format,
    store => 'detect_test')
  FROM tripgrid.detect_feed('Startzeit;Von;Nach;"";Notiz',
    '28.05.2018 9:03;48,2084 16,3725;48,2167 16,4133;x;a');
SELECT tripgrid.create_feed('rides', columns, mapping, constants, date_format,
    time_zone, decimal_comma, position_order, area, format,
    store => 'detect_test')
  FROM tripgrid.detect_feed(
    'Startzeit;Von Lon;Von Lat;Nach Lon;Nach Lat;"";Notiz',
    '28.05.2018 9:03;16,3725;48,2084;16,4133;48,2167;x;a');
COPY detect_test.pairs FROM STDIN (FORMAT csv, DELIMITER ';');
28.05.2018 9:03;48,2084 16,3725;48,2167 16,4133;x;a
\.
COPY detect_test.rides FROM STDIN (FORMAT csv, DELIMITER ';');
28.05.2018 9:03;16,3725;48,2084;16,4133;48,2167;x;a
29.05.2018 19:03:04;16,3725;48,2084;16,4133;48,2167;;
\.
SELECT region, origin, destination, departed_at FROM detect_test.trips
  ORDER BY trip_id;

-- every form of a departure that is found is one that a feed reads
CREATE TEMP TABLE forms (n serial, departed text, month_first boolean);
INSERT INTO forms (departed, month_first)
SELECT format(d, t) || z, m
FROM (VALUES ('2018-05-28%s', false), ('2018/5/28%s', false),
    ('2018.05.28%s', true), ('28.5.2018%s', true), ('28/05/2018%s', false),
    ('28-05-2018%s', true), ('5/28/2018%s', false), ('5-28-2018%s', true),
    ('28/5/18%s', false), ('5/28/18%s', true), ('28-May-2018%s', false),
    ('28-MAY-18%s', false), ('28 May 2018%s', false),
    ('28 may 2018%s', false), ('May 28, 2018%s', false),
    ('May 28 2018%s', false), ('20180528%s', false)) AS d (d, m),
  (VALUES (' 09:03:40'), (' 9:03:40'), ('T09:03:40'), (', 09:03:40'),
    (' - 09:03:40'), ('_09:03:40'), ('-09:03:40'), (':09:03:40'),
    (' 09:03:40.250'), (' 9:03:40 AM'), (' 09:03:40am'), (' 090340'),
    (' 09.03.40')) AS t (t),
  (VALUES (''), (' UTC'), ('Z'), ('+00:00')) AS z (z)
WHERE t = ' 9:03:40 AM' AND z = '' OR d = '28.5.2018%s';
INSERT INTO forms (departed, month_first) VALUES
  ('soon', false), ('Mon, 28 May 2018 09:03:40 GMT', false),
  ('Mon May 28 2018 09:03:40', false), ('20180528090340', false), ('1527498220', false), ('1527498220000', false),
  ('2018-05-28T09:03:40.000Z', false), ('5/28/2018 09:03', true),
  ('28. 5. 2018 09:03:40', false);
DO $$
DECLARE
  form record;
  template text;
  unknown boolean;
BEGIN
  FOR form IN SELECT * FROM forms LOOP
    -- the month comes first in New York, but not in Vienna
    SELECT d.date_format, 'departed_at' = ANY (d.missing) INTO template, unknown
    FROM tripgrid.detect_feed(E'start_time\to_lon\to_lat\td_lon\td_lat',
      form.departed || CASE WHEN form.month_first
        THEN E'\t-73.98\t40.75\t-73.97\t40.76'
        ELSE E'\t16.37\t48.2\t16.38\t48.21' END) AS d;
    IF unknown THEN
      RAISE NOTICE 'no template for %', form.departed;
      CONTINUE;
    END IF;
    PERFORM tripgrid.create_feed('forms', '{at,o,d}',
      '{"departed_at": "at", "origin": "o", "destination": "d"}',
      '{"region": "forms", "datasource": "forms"}', template,
      'UTC', store => 'detect_test');
    INSERT INTO detect_test.forms VALUES (form.departed, '1,2', '3,4');
    IF NOT EXISTS (SELECT FROM detect_test.trips WHERE region = 'forms'
        AND departed_at = CASE WHEN form.departed ~ '09:03$'
          THEN timestamp '2018-05-28 09:03'
          WHEN form.departed ~ '[.]250' THEN '2018-05-28 09:03:40.25'
          ELSE '2018-05-28 09:03:40' END) THEN
      RAISE NOTICE '% is not read by "%"', form.departed, template;
    END IF;
    DELETE FROM detect_test.trips;
    PERFORM tripgrid.drop_feed('forms', 'detect_test');
  END LOOP;
END
$$;
-- a date is no departure where an hour stands beside it
SELECT complete, missing, note FROM tripgrid.detect_feed(
  'date,hour,minute,o_lon,o_lat,d_lon,d_lat',
  '2021-05-06,7,15,16.37,48.2,16.38,48.21');
-- no more than the beginning is looked at, in whole lines and characters
SELECT octet_length((tripgrid.detect_feed(repeat('é', 40000))).columns[1])
  AS clipped;
SELECT complete, cardinality(columns) AS columns, mapping->>'origin_lon' AS lon
FROM tripgrid.detect_feed('start_time,start_lon,start_lat,end_lon,end_lat',
  repeat(E'2021-05-06 07:15,16.37,48.2,16.38,48.21\n', 1600)
  || repeat('"', 10000000));
SELECT complete, mapping->>'origin_lon' AS lon
FROM tripgrid.detect_feed('[' || repeat('{"start_time":"2021-05-06 07:15",'
  '"start_lon":16.37,"start_lat":48.2,"end_lon":16.38,"end_lat":48.21},',
  30000) || ']');
SELECT complete, mapping
FROM tripgrid.detect_feed(repeat('start,', 500000), repeat('1,', 500000));
SET client_min_messages = warning;
SELECT tripgrid.drop_store('detect_test', force => true);
