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
  ('Seoul', '자전거번호,대여일시,대여 대여소번호,대여 대여소명,대여거치대,반납일시,반납대여소번호,반납대여소명,이용시간,이용거리'),
  ('Taipei', 'rent_time,rent_station,return_time,return_station,rent,infodate'),
  ('BIXI 2021', 'start_date,emplacement_pk_start,end_date,emplacement_pk_end,duration_sec,is_member'),
  ('Buenos Aires', 'Id_recorrido,duracion_recorrido,fecha_origen_recorrido,id_estacion_origen,nombre_estacion_origen,direccion_estacion_origen,long_estacion_origen,lat_estacion_origen,fecha_destino_recorrido,id_estacion_destino,nombre_estacion_destino,direccion_estacion_destino,long_estacion_destino,lat_estacion_destino,id_usuario,modelo_bicicleta'),
  ('Guadalajara', 'Viaje_Id,Usuario_Id,Genero,Año_de_nacimiento,Inicio_del_viaje,Fin_del_viaje,Origen_Id,Destino_Id'),
  ('Call a Bike', 'BOOKING_HAL_ID;CATEGORY_HAL_ID;VEHICLE_HAL_ID;CUSTOMER_HAL_ID;DATE_BOOKING;DATE_FROM;DATE_UNTIL;COMPUTE_EXTRA_BOOKING_FEE;TRAVERSE_USE;DISTANCE;START_RENTAL_ZONE;START_RENTAL_ZONE_HAL_ID;END_RENTAL_ZONE;END_RENTAL_ZONE_HAL_ID'),
  ('Munich', 'Row;STARTTIME;ENDTIME;STARTLAT;STARTLON;ENDLAT;ENDLON;RENTAL_IS_STATION;RENTAL_STATION;RETURN_IS_STATION;RETURN_STATION'),
  ('Hubway', '"seq_id","hubway_id","status","duration","start_date","strt_statn","end_date","end_statn","bike_nr","subsc_type","zip_code","birth_date","gender"'),
  ('Ola', 'number,ts,pick_lat,pick_lng,drop_lat,drop_lng'),
  ('Washington taxis', 'OBJECTID,TRIPTYPE,PROVIDER,ORIGINDATETIME_TR,DESTINATIONDATETIME_TR,ORIGIN_BLOCK_LATITUDE,ORIGIN_BLOCK_LONGITUDE,DESTINATION_BLOCK_LATITUDE,DESTINATION_BLOCK_LONGITUDE'),
  ('San Francisco 2016', 'trip_id,duration_sec,start_date,start_station_name,start_station_id,end_date,end_station_name,end_station_id,bike_number,zip_code,subscriber_type'),
  ('Uber drives', 'START_DATE*,END_DATE*,CATEGORY*,START*,STOP*,MILES*,PURPOSE*'),
  ('cab rides', 'distance,cab_type,time_stamp,destination,source,price'),
  ('Porto', '"TRIP_ID","CALL_TYPE","ORIGIN_CALL","ORIGIN_STAND","TAXI_ID","TIMESTAMP","DAY_TYPE","MISSING_DATA","POLYLINE"'),
  ('MATSim', 'person;trip_number;trip_id;dep_time;trav_time;wait_time;traveled_distance;main_mode;start_x;start_y;end_x;end_y'),
  ('nothing', 'a,b,c'),
  ('one', 'x'),
  ('empty', ''),
  ('commas', ',,,');
SELECT name || ': ' || pg_temp.found(header) FROM headers ORDER BY n;

--
-- the lines after the header tell systems, cities and forms apart
--
CREATE TEMP TABLE samples (n serial, name text, header text, sample text);
INSERT INTO samples (name, header, sample) VALUES
  ('Citi Bike', 'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual',
    E'A,docked_bike,2021-05-01 18:06:51,2021-05-01 18:42:17,a,1,b,2,40.75,-73.99,40.76,-73.98,member\nB,docked_bike,2021-05-01 18:06:51,2021-05-01 18:42:17,a,1,b,2,40.71,-74.05,40.76,-73.98,member'),
  ('Jersey City', 'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual',
    'A,docked_bike,2021-05-01 18:06:51,2021-05-01 18:42:17,a,1,b,2,40.714145,-74.033551,40.71928,-74.07126,member'),
  ('Divvy', 'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual',
    'A,docked_bike,2020-05-01 18:06:51,2020-05-01 18:42:17,a,1,b,2,41.88,-87.64,41.89,-87.63,member'),
  ('Divvy, damaged', 'ride_id;rideable_type;started_at;ended_at;start_station_name;start_station_id;end_station_name;end_station_id;start_lat;start_lng;end_lat;end_lng;member/casual;ride_length;day_in_week;;;',
    'CD3CBFEA21B030D2;docked_bike;2.01.2020 09:11;2.01.2020 09:14;Clinton St & Lake St;66;Orleans St & Hubbard St;636;418.856;-876.418;41.89;-876.366;casual;0,002523148;4;;;'),
  ('Capital Bikeshare', 'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual',
    'A,classic_bike,2021-05-01 18:06:51,2021-05-01 18:42:17,a,1,b,2,38.9,-77.03,38.91,-77.02,member'),
  ('nobody''s', 'ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual',
    'A,classic_bike,2021-05-01 18:06:51,2021-05-01 18:42:17,a,1,b,2,12.9,-17.03,12.91,-17.02,member'),
  ('Bluebikes', '"tripduration","starttime","stoptime","start station id","start station name","start station latitude","start station longitude","end station id","end station name","end station latitude","end station longitude","bikeid","usertype","birth year","gender"',
    '932,"2018-01-01 02:06:17.5410","2018-01-01 02:21:50.0270",1,"a",42.36,-71.09,2,"b",42.35,-71.1,31929,"Subscriber",1992,1'),
  ('Citi Bike 2014', '"tripduration","starttime","stoptime","start station id","start station name","start station latitude","start station longitude","end station id","end station name","end station latitude","end station longitude","bikeid","usertype","birth year","gender"',
    '"428","9/1/2014 00:00:25","9/1/2014 00:07:33","386","a","40.71494807","-74.00234482","300","b","40.728145","-73.99021388","15938","Subscriber","1981","1"'),
  ('Divvy 2014', 'trip_id,starttime,stoptime,bikeid,tripduration,from_station_id,from_station_name,to_station_id,to_station_name,usertype,gender,birthyear',
    '2355134,6/30/2014 23:57,7/1/2014 0:07,2006,604,131,Lincoln Ave & Belmont Ave,303,Broadway & Cornelia Ave,Subscriber,Male,1988'),
  ('TLC yellow 2014', 'vendor_id, pickup_datetime, dropoff_datetime, passenger_count, trip_distance, pickup_longitude, pickup_latitude, rate_code, store_and_fwd_flag, dropoff_longitude, dropoff_latitude, payment_type, fare_amount, surcharge, mta_tax, tip_amount, tolls_amount, total_amount',
    E'\r\nCMT,2014-01-09 20:45:25,2014-01-09 20:52:31,1,0.7,-73.994770000000003,40.736828000000003,1,N,-73.982226999999995,40.731789999999997,CRD,6.5,0.5,0.5,1.4,0,8.9'),
  ('TLC green 2014', 'VendorID,lpep_pickup_datetime,Lpep_dropoff_datetime,Store_and_fwd_flag,RateCodeID,Pickup_longitude,Pickup_latitude,Dropoff_longitude,Dropoff_latitude,Passenger_count,Trip_distance,Fare_amount,Extra,MTA_tax,Tip_amount,Tolls_amount,Ehail_fee,Total_amount,Payment_type,Trip_type ',
    '2,2014-04-01 00:00:00,2014-04-01 14:24:20,N,1,0,0,0,0,1,7.45,23,0,0.5,0,0,,23.5,2,1,,'),
  ('Chicago portal', 'Trip ID,Taxi ID,Trip Start Timestamp,Trip End Timestamp,Trip Seconds,Trip Miles,Pickup Census Tract,Dropoff Census Tract,Pickup Community Area,Dropoff Community Area,Fare,Tips,Tolls,Extras,Trip Total,Payment Type,Company,Pickup Centroid Latitude,Pickup Centroid Longitude,Pickup Centroid Location,Dropoff Centroid Latitude,Dropoff Centroid Longitude,Dropoff Centroid  Location',
    'f1,t1,01/13/2016 06:15:00 AM,01/13/2016 06:15:00 AM,180,0.4,,,24,24,$4.50,$0.00,$0.00,$0.00,$4.50,Cash,,41.901206994,-87.676355989,POINT (-87.6763559892 41.9012069941),41.901206994,-87.676355989,POINT (-87.6763559892 41.9012069941)'),
  ('Chicago API', '"trip_id","taxi_id","trip_start_timestamp","trip_end_timestamp","pickup_centroid_latitude","pickup_centroid_longitude","dropoff_centroid_latitude","dropoff_centroid_longitude"',
    '"f1","t1","2016-01-13T06:15:00.000","2016-01-13T06:15:00.000","41.901206994","-87.676355989","41.901206994","-87.676355989"'),
  ('Oslo', 'started_at,ended_at,duration,start_station_id,start_station_name,start_station_description,start_station_latitude,start_station_longitude,end_station_id,end_station_name,end_station_description,end_station_latitude,end_station_longitude',
    '2019-04-01 03:05:24.443000+00:00,2019-04-01 03:18:11.131000+00:00,766,488,a,b,59.9139,10.7522,489,c,d,59.92,10.76'),
  ('Louisville', 'TripID,StartDate,StartTime,EndDate,EndTime,TripDuration,TripDistance,StartLatitude,StartLongitude,EndLatitude,EndLongitude,DayOfWeek,HourNum',
    E'a,2019-01-01,10:15,2019-01-01,10:30,15,1.2,38.253,-85.757,38.245,-85.75,3,10'),
  ('Biketown', 'RouteID,PaymentPlan,StartHub,StartLatitude,StartLongitude,StartDate,StartTime,EndHub,EndLatitude,EndLongitude,EndDate,EndTime',
    '1282087,Subscriber,a,45.52,-122.68,7/19/2016,10:22,b,45.53,-122.67,7/19/2016,10:48'),
  ('BIXI', 'STARTSTATIONNAME,STARTSTATIONARRONDISSEMENT,STARTSTATIONLATITUDE,STARTSTATIONLONGITUDE,ENDSTATIONNAME,ENDSTATIONARRONDISSEMENT,ENDSTATIONLATITUDE,ENDSTATIONLONGITUDE,STARTTIMEMS,ENDTIMEMS',
    'a,b,45.51,-73.56,c,d,45.52,-73.57,1672531200000,1672531800000'),
  ('German, decimal comma', 'Startzeit;Start Längengrad;Start Breitengrad;Ziel Längengrad;Ziel Breitengrad',
    '28.05.2018 09:03;13,404954;52,520008;13,41;52,53'),
  ('day first', 'start_time,start_lon,start_lat,end_lon,end_lat',
    E'01/05/2018 09:03,16.3725,48.2084,16.4133,48.2167\n28/05/2018 09:03,16.3725,48.2084,16.4133,48.2167'),
  ('month first', 'start_time,start_lon,start_lat,end_lon,end_lat',
    E'05/01/2018 09:03:00 PM,16.3725,48.2084,16.4133,48.2167\n05/28/2018 09:03:00 PM,16.3725,48.2084,16.4133,48.2167'),
  ('day or month, London', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '05/01/2018 09:03,-0.1276,51.5072,-0.13,51.51'),
  ('day or month, Boston', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '05/01/2018 09:03,-71.06,42.36,-71.07,42.35'),
  ('two digits of a year', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '5/28/18 9:03,-71.06,42.36,-71.07,42.35'),
  ('digits alone', 'start_time|start_lon|start_lat|end_lon|end_lat',
    '20180528090340|16.3725|48.2084|16.4133|48.2167'),
  ('fewer digits', E'start_time\tstart_lon\tstart_lat\tend_lon\tend_lat',
    E'201805280903\t16.3725\t48.2084\t16.4133\t48.2167'),
  ('slashes', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '2018/05/28 09:03:40,16.3725,48.2084,16.4133,48.2167'),
  ('month by name', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '28-May-2018 09:03:40,16.3725,48.2084,16.4133,48.2167'),
  ('month by name 2', 'start_time;start_lon;start_lat;end_lon;end_lat',
    'May 28, 2018 9:03 PM;16.3725;48.2084;16.4133;48.2167'),
  ('a zone', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '2018/05/28 09:03:40 UTC,16.3725,48.2084,16.4133,48.2167'),
  ('an offset', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '2018-05-28T09:03:40+02:00,16.3725,48.2084,16.4133,48.2167'),
  ('epoch seconds', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '1527498220,16.3725,48.2084,16.4133,48.2167'),
  ('epoch milliseconds, nowhere known', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '1527498220123,-30.5,10.5,-30.4,10.4'),
  ('RFC 2822', 'start_time;start_lon;start_lat;end_lon;end_lat',
    'Mon, 28 May 2018 09:03:40 GMT;16.3725;48.2084;16.4133;48.2167'),
  ('a day alone', 'date,start_lon,start_lat,end_lon,end_lat',
    '2018-05-28,16.3725,48.2084,16.4133,48.2167'),
  ('an epoch of a departure', 'departure,o_lon,o_lat,d_lon,d_lat',
    '1527498220,16.3725,48.2084,16.4133,48.2167'),
  ('nulls spelled out', 't_start,lat_start,lon_start,lat_end,lon_end',
    E'2018-05-28 09:03:40,NULL,NULL,NULL,NULL\n2018-05-28 09:03:40,\\N,\\N,\\N,\\N\n2018-05-28 09:03:40,48.2084,16.3725,48.2167,16.4133'),
  ('a day and two times', 'date,start_time,end_time,start_lon,start_lat,end_lon,end_lat',
    '28.05.2018,09:03,09:13,16.3725,48.2084,16.4133,48.2167'),
  ('names twice', 'time,lon,lat,lon,lat,',
    '2018-05-28 09:03:40,16.3725,48.2084,16.4133,48.2167,x'),
  ('no name', ',o_lon,o_lat,d_lon,d_lat',
    '2018-05-28 09:03:40,16.3725,48.2084,16.4133,48.2167'),
  ('line ends in fields', E'"time","a\nnote","o_lon","o_lat","d_lon","d_lat"',
    E'"2018-05-28 09:03:40","x,\n\ny,z,1","16.3725","48.2084","16.4133","48.2167"'),
  ('Munich', 'Row;STARTTIME;ENDTIME;STARTLAT;STARTLON;ENDLAT;ENDLON;RENTAL_IS_STATION;RENTAL_STATION;RETURN_IS_STATION;RETURN_STATION',
    '1;2019-01-01 00:02;2019-01-01 00:17;48,12896;11,54843;48,13;11,55;0; ;0; '),
  ('Uber drives', 'START_DATE*,END_DATE*,CATEGORY*,START*,STOP*,MILES*,PURPOSE*',
    '1/1/2016 21:11,1/1/2016 21:17,Business,Fort Pierce,West Palm Beach,5.1,Meal/Entertain'),
  ('cab rides', 'distance,cab_type,time_stamp,destination,source,price',
    '0.44,Lyft,1544952607890,North Station,Haymarket Square,5'),
  ('Guadalajara', 'Viaje_Id,Usuario_Id,Genero,Inicio_del_viaje,Fin_del_viaje,Origen_Id,Destino_Id',
    '4601,1,M,2014-12-01 08:48:24,2014-12-01 08:52:56,35,33'),
  ('MATSim', 'person;trip_number;trip_id;dep_time;trav_time;start_x;start_y;end_x;end_y',
    'p1;1;p1_1;08:15:00;00:15:00;4592000.5;5820000.25;4593000.5;5821000.75'),
  ('no departure', 'start_time,start_lon,start_lat,end_lon,end_lat',
    'early,16.3725,48.2084,16.4133,48.2167'),
  ('swapped', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '2018-05-28 09:03:40,48.2084,16.3725,48.2167,16.4133'),
  ('swapped, out of range', 'start_time,start_lon,start_lat,end_lon,end_lat',
    '2018-05-28 09:03:40,-12.5,141.5,-12.6,141.6'),
  ('metres', 'start_time,start_x,start_y,end_x,end_y',
    '2018-05-28 09:03:40,602000.5,340000.5,603000.5,341000.5'),
  ('one text, lat first', 'start_time,start_location,end_location',
    '2018-05-28 09:03:40,"48.2084,16.3725","48.2167,16.4133"'),
  ('one text, lon first', 'start_time;start_location;end_location',
    '2018-05-28 09:03:40;16.3725,48.2084;16.4133,48.2167'),
  ('one text, lat first by range', 'start_time;start_location;end_location',
    '2018-05-28 09:03:40;-12.5,141.5;-12.6,141.6'),
  ('one text, by name', 'start_time;start_latlng;end_latlng',
    '2018-05-28 09:03:40;10.5 -30.5;10.4 -30.4'),
  ('one text, nearer', 'start_time;start;end',
    '2018-05-28 09:03:40;49.5, 17.5;49.6, 17.6'),
  ('WKT, lat first', 'start,stop,when', 'POINT(48.2084 16.3725),POINT(48.2167 16.4133),2018-05-28 09:03:40'),
  ('WKT', 'start,stop,when', 'POINT(16.3725 48.2084),SRID=4326;POINT(16.4133 48.2167),2018-05-28 09:03:40'),
  ('hex EWKB', 'a,b,c', '0101000020E610000000000000000030400000000000004840,0101000020E610000000000000000030400000000000004840,2018-05-28 09:03:40'),
  ('no names', 'a,b,c,d,e', E'16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40\n16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40'),
  ('no names, lat first', 'a,b,c,d,e', '2018-05-28 09:03:40,48.2084,16.3725,48.2167,16.4133'),
  ('no header', '16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40', '16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40'),
  ('places by name', 'start,end,started', 'North,South,2018-05-28 09:03:40'),
  ('places by number', 'from_zone_id,to_zone_id,time', '12,13,2018-05-28 09:03:40'),
  ('a source', 'source,from_lon,from_lat,to_lon,to_lat,time', 'sensors,16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40'),
  ('a provider missing now and then', 'provider,from_lon,from_lat,to_lon,to_lat,time', E'p,16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40\n,16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40'),
  ('arrival first', 'arrival_time,departure_time,dest_lat,dest_lon,orig_lat,orig_lon', '2018-05-28 09:13:40,2018-05-28 09:03:40,48.2167,16.4133,48.2084,16.3725'),
  ('other times', 'created_at,updated_at,pickup_at,request_time,p_lon,p_lat,d_lon,d_lat', '2018-05-28 09:13:40,2018-05-28 09:03:40,2018-05-28 09:03:40,2018-05-28 09:03:40,16.3725,48.2084,16.4133,48.2167'),
  ('a byte order mark', U&'\FEFF"start_time","start_lon","start_lat","end_lon","end_lat"', '"2018-05-28 09:03:40","16.3725","48.2084","16.4133","48.2167"'),
  ('semicolons between pairs', 'time;start (lat,lon);end (lat,lon)', E'2018-05-28 09:03:40;48.2084,16.3725;48.2167,16.4133');
SELECT name || ': ' || pg_temp.found(header, sample) FROM samples ORDER BY n;

--
-- JSON
--
TRUNCATE samples;
INSERT INTO samples (name, header, sample) VALUES
  ('MDS 1', '{"version":"1.0.0","data":{"trips":[{"provider_name":"Zip","provider_id":"p","device_id":"d","vehicle_id":"v","vehicle_type":"scooter","propulsion_type":["electric"],"trip_id":"t","trip_duration":600,"trip_distance":1000,"route":{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"timestamp":1529968782421},"geometry":{"type":"Point","coordinates":[-122.68,45.52]}},{"type":"Feature","properties":{"timestamp":1529969382421},"geometry":{"type":"Point","coordinates":[-122.67,45.53]}}]},"accuracy":10,"start_time":1529968782421,"end_time":1529969382421},{"prov', NULL),
  ('MDS 2', '{', E'"version":"2.0.0","trips":[\n{"provider_id":"c20e08cf","device_id":"d","trip_id":"t","start_time":1529968782421,"end_time":1529969382421,\n"start_location":{"lat":45.52,"lng":-122.68},"end_location":{"lat":45.53,"lng":-122.67},"duration":600,"distance":1000}]}'),
  ('MDS 2, by line', '{"provider_id":"c20e08cf","provider_name":"Zip","device_id":"d","trip_id":"t","start_time":1529968782421,"end_time":1529969382421,"start_location":{"lat":45.52,"lng":-122.68},"end_location":{"lat":45.53,"lng":-122.67}}', '{"provider_id":"c20e08cf","prov'),
  ('flat', '[{"pickup_lat":48.2084,"pickup_lng":16.3725,"dropoff_lat":48.2167,"dropoff_lng":16.4133,"pickup_time":"2018-05-28T09:03:40Z","city":"Vienna","provider":"Zip"}]', NULL),
  ('nested', '[', E'{"id":1,"from":{"coordinates":[16.3725,48.2084],"time":"2018-05-28 09:03:40"},"to":{"coordinates":[16.4133,48.2167],"time":"2018-05-28 09:13:40"}},\n{"id":2}\n]'),
  ('a line', '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"LineString","coordinates":[[16.3725,48.2084],[16.38,48.21],[16.4133,48.2167]]},"properties":{"start_time":"2018-05-28 09:03:40"}}]}', NULL),
  ('the feed''s', '{"region":"Vienna","origin_coord":"POINT (16.3725 48.2084)","destination_coord":"POINT (16.4133 48.2167)","datetime":"2018-05-28 09:03:40","datasource":"survey"}', NULL),
  ('names with dots', '{"start.lat":48.2084,"start.lon":16.3725,"end.lat":48.2167,"end.lon":16.4133,"start.time":"2018-05-28 09:03:40"}', NULL),
  ('no trips', '{"a":1}', NULL),
  ('no objects', '[1,2]', NULL),
  ('broken', '{"a":', NULL),
  ('a bad escape', '{"a":"\u00"}', NULL);
SELECT name || ': ' || pg_temp.found(header, sample) FROM samples ORDER BY n;

--
-- what is odd
--
SELECT tripgrid.detect_feed(NULL);
SELECT pg_temp.found(repeat('x', 100000)) LIKE 'other missing%';
SELECT pg_temp.found(repeat(',', 2000)) LIKE 'other missing%';
SELECT pg_temp.found('"start_lat,start_lon', '"') LIKE 'other missing%';
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
BEGIN
  FOR form IN SELECT * FROM forms LOOP
    template := tripgrid._date_format(ARRAY[form.departed], form.month_first);
    IF template IS NULL THEN
      RAISE NOTICE 'no template for %', form.departed;
      CONTINUE;
    END IF;
    PERFORM tripgrid.create_feed('forms', '{at,o,d}',
      '{"departed_at": "at", "origin": "o", "destination": "d"}',
      '{"region": "forms", "datasource": "forms"}', nullif(template, ''),
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
SELECT octet_length(tripgrid._sample_head(repeat('é', 40000))) AS clipped,
  octet_length(tripgrid._sample_head(repeat(repeat('a', 99) || E'\n', 1000)))
    AS lines,
  tripgrid._sample_head('a') AS short;
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
