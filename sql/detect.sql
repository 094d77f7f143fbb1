--
-- Detection: what a file holds, by its header and some lines after it.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
\pset format unaligned
\pset tuples_only on

-- One line for each case: what was found, without what is as usual.
CREATE FUNCTION pg_temp.found(header text, sample text DEFAULT NULL)
RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(E'\n    ',
    concat_ws(' ', d.dialect,
      CASE WHEN d.delimiter <> ',' THEN
        replace(d.delimiter, E'\t', 'tab') END,
      CASE WHEN d.format <> 'csv' THEN d.format END,
      CASE WHEN d.decimal_comma THEN 'decimal comma' END,
      CASE WHEN d.position_order <> 'lon lat' THEN d.position_order END,
      '(' || d.date_format || ')', d.time_zone,
      CASE WHEN NOT d.complete THEN 'missing ' || d.missing::text END,
      d.constants->>'region', '/ ' || (d.constants->>'datasource')),
    (SELECT string_agg(m.key || ': ' || m.value, ', ' ORDER BY m.key)
      FROM jsonb_each_text(d.mapping) AS m),
    d.note)
  FROM tripgrid.detect_feed(header, sample) AS d
$$;

--
-- the dialects that are known by their headers alone
--
CREATE TEMP TABLE headers (n serial, name text, header text);
INSERT INTO headers (name, header) VALUES
  ('tripgrid', 'region,origin_coord,destination_coord,datetime,datasource'),
  ('Citi Bike 2015', 'Trip Duration,Start Time,Stop Time,Start Station ID,Start Station Name,Start Station Latitude,Start Station Longitude,End Station ID,End Station Name,End Station Latitude,End Station Longitude,Bike ID,User Type,Birth Year,Gender'),
  ('Citi Bike 2013', '"tripduration","starttime","stoptime","start station id","start station name","start station latitude","start station longitude","end station id","end station name","end station latitude","end station longitude","bikeid","usertype","birth year","gender"'),
  ('since 2020', 'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual'),
  ('Divvy 2013', 'trip_id,starttime,stoptime,bikeid,tripduration,from_station_id,from_station_name,to_station_id,to_station_name,usertype,gender,birthday'),
  ('Divvy 2018', 'trip_id,start_time,end_time,bikeid,tripduration,from_station_id,from_station_name,to_station_id,to_station_name,usertype,gender,birthyear'),
  ('Divvy 2019 Q2', '"01 - Rental Details Rental ID","01 - Rental Details Local Start Time","01 - Rental Details Local End Time","01 - Rental Details Bike ID","01 - Rental Details Duration In Seconds Uncapped","03 - Rental Start Station ID","03 - Rental Start Station Name","02 - Rental End Station ID","02 - Rental End Station Name","User Type","Member Gender","05 - Member Details Member Birthday Year"'),
  ('TLC yellow 2009', 'vendor_name,Trip_Pickup_DateTime,Trip_Dropoff_DateTime,Passenger_Count,Trip_Distance,Start_Lon,Start_Lat,Rate_Code,store_and_forward,End_Lon,End_Lat,Payment_Type,Fare_Amt,surcharge,mta_tax,Tip_Amt,Tolls_Amt,Total_Amt'),
  ('TLC yellow 2010', 'vendor_id,pickup_datetime,dropoff_datetime,passenger_count,trip_distance,pickup_longitude,pickup_latitude,rate_code,store_and_fwd_flag,dropoff_longitude,dropoff_latitude,payment_type,fare_amount,surcharge,mta_tax,tip_amount,tolls_amount,total_amount'),
  ('TLC yellow 2014', 'vendor_id, pickup_datetime, dropoff_datetime, passenger_count, trip_distance, pickup_longitude, pickup_latitude, rate_code, store_and_fwd_flag, dropoff_longitude, dropoff_latitude, payment_type, fare_amount, surcharge, mta_tax, tip_amount, tolls_amount, total_amount'),
  ('TLC yellow 2015', 'VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,pickup_longitude,pickup_latitude,RateCodeID,store_and_fwd_flag,dropoff_longitude,dropoff_latitude,payment_type,fare_amount,extra,mta_tax,tip_amount,tolls_amount,improvement_surcharge,total_amount'),
  ('TLC green 2014', 'VendorID,lpep_pickup_datetime,Lpep_dropoff_datetime,Store_and_fwd_flag,RateCodeID,Pickup_longitude,Pickup_latitude,Dropoff_longitude,Dropoff_latitude,Passenger_count,Trip_distance,Fare_amount,Extra,MTA_tax,Tip_amount,Tolls_amount,Ehail_fee,Total_amount,Payment_type,Trip_type '),
  ('TLC yellow 2017', 'VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,RatecodeID,store_and_fwd_flag,PULocationID,DOLocationID,payment_type,fare_amount,extra,mta_tax,tip_amount,tolls_amount,improvement_surcharge,total_amount'),
  ('TLC green 2018', 'VendorID,lpep_pickup_datetime,lpep_dropoff_datetime,store_and_fwd_flag,RatecodeID,PULocationID,DOLocationID,passenger_count,trip_distance,fare_amount,extra,mta_tax,tip_amount,tolls_amount,ehail_fee,improvement_surcharge,total_amount,payment_type,trip_type'),
  ('TLC fhv 2019', 'dispatching_base_num,pickup_datetime,dropOff_datetime,PUlocationID,DOlocationID,SR_Flag,Affiliated_base_number'),
  ('TLC fhvhv', 'hvfhs_license_num,dispatching_base_num,originating_base_num,request_datetime,on_scene_datetime,pickup_datetime,dropoff_datetime,PULocationID,DOLocationID,trip_miles,trip_time,base_passenger_fare,tolls'),
  ('TLC fhv 2015', 'Dispatching_base_num,Pickup_date,locationID'),
  ('Uber fares', ',key,fare_amount,pickup_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,passenger_count'),
  ('Uber fares 2', 'key,fare_amount,pickup_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,passenger_count'),
  ('taxi duration', 'id,vendor_id,pickup_datetime,dropoff_datetime,passenger_count,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,store_and_fwd_flag,trip_duration'),
  ('Chicago portal', 'Trip ID,Taxi ID,Trip Start Timestamp,Trip End Timestamp,Trip Seconds,Trip Miles,Pickup Census Tract,Dropoff Census Tract,Pickup Community Area,Dropoff Community Area,Fare,Tips,Tolls,Extras,Trip Total,Payment Type,Company,Pickup Centroid Latitude,Pickup Centroid Longitude,Pickup Centroid Location,Dropoff Centroid Latitude,Dropoff Centroid Longitude,Dropoff Centroid  Location'),
  ('Chicago API', '"trip_id","taxi_id","trip_start_timestamp","trip_end_timestamp","trip_seconds","trip_miles","pickup_census_tract","dropoff_census_tract","pickup_community_area","dropoff_community_area","fare","tips","tolls","extras","trip_total","payment_type","company","pickup_centroid_latitude","pickup_centroid_longitude","pickup_centroid_location","dropoff_centroid_latitude","dropoff_centroid_longitude","dropoff_centroid_location"'),
  ('Chicago rides', 'Trip ID,Trip Start Timestamp,Trip End Timestamp,Trip Seconds,Trip Miles,Pickup Census Tract,Dropoff Census Tract,Pickup Community Area,Dropoff Community Area,Fare,Tip,Additional Charges,Trip Total,Shared Trip Authorized,Trips Pooled,Pickup Centroid Latitude,Pickup Centroid Longitude,Pickup Centroid Location,Dropoff Centroid Latitude,Dropoff Centroid Longitude,Dropoff Centroid Location'),
  ('Chicago BigQuery', 'unique_key,taxi_id,trip_start_timestamp,trip_end_timestamp,trip_seconds,trip_miles,pickup_census_tract,dropoff_census_tract,pickup_community_area,dropoff_community_area,fare,tips,tolls,extras,trip_total,payment_type,company,pickup_latitude,pickup_longitude,pickup_location,dropoff_latitude,dropoff_longitude,dropoff_location'),
  ('Chicago sample', 'pickup_community_area,fare,trip_start_month,trip_start_hour,trip_start_day,trip_start_timestamp,pickup_latitude,pickup_longitude,dropoff_latitude,dropoff_longitude,trip_miles,pickup_census_tract,dropoff_census_tract,payment_type,company,trip_seconds,dropoff_community_area,tips'),
  ('MDS 2 flat', 'provider_id,provider_name,device_id,trip_id,start_time,end_time,start_location.lat,start_location.lng,end_location.lat,end_location.lng,duration,distance'),
  ('MDS 1 flat', 'provider_id,provider_name,device_id,vehicle_id,vehicle_type,propulsion_type,trip_id,trip_duration,trip_distance,start_time,end_time,start_lon,start_lat,end_lon,end_lat');
SELECT name || ': ' || pg_temp.found(header) FROM headers ORDER BY n;

--
-- other systems, by the words of their names
--
TRUNCATE headers;
INSERT INTO headers (name, header) VALUES
  ('Bay Wheels 2018', 'duration_sec,start_time,end_time,start_station_id,start_station_name,start_station_latitude,start_station_longitude,end_station_id,end_station_name,end_station_latitude,end_station_longitude,bike_id,user_type'),
  ('Capital Bikeshare 2012', '"Duration","Start date","End date","Start station number","Start station","End station number","End station","Bike number","Member type"'),
  ('Indego', 'trip_id,duration,start_time,end_time,start_station,start_lat,start_lon,end_station,end_lat,end_lon,bike_id,plan_duration,trip_route_category,passholder_type,bike_type'),
  ('BIXI 2014', 'start_date,start_station_code,end_date,end_station_code,duration_sec,is_member'),
  ('BIXI 2023', 'STARTSTATIONNAME,STARTSTATIONARRONDISSEMENT,STARTSTATIONLATITUDE,STARTSTATIONLONGITUDE,ENDSTATIONNAME,ENDSTATIONARRONDISSEMENT,ENDSTATIONLATITUDE,ENDSTATIONLONGITUDE,STARTTIMEMS,ENDTIMEMS'),
  ('Biketown', 'RouteID,PaymentPlan,StartHub,StartLatitude,StartLongitude,StartDate,StartTime,EndHub,EndLatitude,EndLongitude,EndDate,EndTime,TripType,BikeID,BikeName,Distance_Miles,Duration,RentalAccessPath,MultipleRental'),
  ('Louisville', 'TripID,StartDate,StartTime,EndDate,EndTime,TripDuration,TripDistance,StartLatitude,StartLongitude,EndLatitude,EndLongitude,DayOfWeek,HourNum'),
  ('Oslo', 'started_at,ended_at,duration,start_station_id,start_station_name,start_station_description,start_station_latitude,start_station_longitude,end_station_id,end_station_name,end_station_description,end_station_latitude,end_station_longitude'),
  ('Helsinki', 'Departure,Return,Departure station id,Departure station name,Return station id,Return station name,Covered distance (m),Duration (sec.)'),
  ('London', 'Rental Id,Duration,Bike Id,End Date,EndStation Id,EndStation Name,Start Date,StartStation Id,StartStation Name'),
  ('Toronto', 'Trip Id,Trip  Duration,Start Station Id,Start Time,Start Station Name,End Station Id,End Time,End Station Name,Bike Id,User Type'),
  ('Mexico City', 'Genero_Usuario,Edad_Usuario,Bici,Ciclo_Estacion_Retiro,Fecha_Retiro,Hora_Retiro,Ciclo_EstacionArribo,Fecha_Arribo,Hora_Arribo'),
  ('Shanghai', 'orderid,bikeid,userid,start_time,start_location_x,start_location_y,end_time,end_location_x,end_location_y,track'),
  ('Uber 2014', '"Date/Time","Lat","Lon","Base"'),
  ('upper', 'PICKUP_LON|PICKUP_LAT|DROPOFF_LON|DROPOFF_LAT|PICKUP_TIME'),
  ('tabs', E'olon\tolat\tdlon\tdlat\tdeparture'),
  ('camel', 'startLng;startLat;endLng;endLat;startTime;endTime'),
  ('numbers', 'x1,y1,x2,y2,t,timestamp'),
  ('letters', 'o_x,o_y,d_x,d_y,datetime'),
  ('order', 'lon,lat,lon_2,lat_2,time'),
  ('one end', 'lon,lat,dest_lon,dest_lat,time'),
  ('from to', 'From Longitude,From Latitude,To Longitude,To Latitude,Date'),
  ('one text', 'trip,origin,destination,departure_time,city,provider'),
  ('WKT', 'start_point,end_point,started_at'),
  ('German', 'Startzeit;Endzeit;Start Längengrad;Start Breitengrad;Ziel Längengrad;Ziel Breitengrad;Stadt;Anbieter'),
  ('German 2', 'Abfahrt;Ankunft;Abfahrtsort;Zielort;von_lon;von_lat;nach_lon;nach_lat'),
  ('French', 'date_depart;date_arrivee;longitude_depart;latitude_depart;longitude_arrivee;latitude_arrivee;ville'),
  ('French 2', 'Départ longitude;Départ latitude;Arrivée longitude;Arrivée latitude;Heure de départ;Heure d''arrivée'),
  ('Spanish', 'fecha_inicio,fecha_fin,longitud_origen,latitud_origen,longitud_destino,latitud_destino,ciudad,operador'),
  ('Portuguese', 'data_inicio,data_fim,longitude_origem,latitude_origem,longitude_destino,latitude_destino'),
  ('Italian', 'ora_partenza,ora_arrivo,lon_partenza,lat_partenza,lon_arrivo,lat_arrivo'),
  ('Dutch', 'vertrektijd,aankomsttijd,vertrek_lengtegraad,vertrek_breedtegraad,aankomst_lengtegraad,aankomst_breedtegraad'),
  ('Polish', 'czas_start,czas_koniec,początek_długość,początek_szerokość,koniec_długość,koniec_szerokość'),
  ('Czech', 'cas_odjezdu,zacatek_delka,zacatek_sirka,konec_delka,konec_sirka,mesto'),
  ('Russian', 'время начала,долгота начала,широта начала,долгота конца,широта конца'),
  ('Chinese', '起点经度,起点纬度,终点经度,终点纬度,出发时间'),
  ('Japanese', '出発時刻,出発経度,出発緯度,到着経度,到着緯度'),
  ('nothing', 'a,b,c'),
  ('one', 'x'),
  ('empty', ''),
  ('commas', ',,,');
SELECT name || ': ' || pg_temp.found(header) FROM headers ORDER BY n;
