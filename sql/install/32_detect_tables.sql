-- What is known of files of trips, and of the places where they come from.

-- The dialects that are known by their headers, the narrower ones first.
-- header: what the header has to hold, each name folded to its letters and
-- digits; mapping: target=name.  region: a city of _cities; null: the sample's
-- positions say which, and whose system it is.  reach: how many degrees around
-- the city a trip may go.
--
-- zone: that of the clock by which the source writes instants.  Chicago and
-- the fares of Kaggle write the local clock and call it UTC: their rush hours
-- are where those of the city are; so does BigQuery's copy of New York's yellow
-- taxis.  'UTC' takes their clock as it is written.
CREATE FUNCTION tripgrid._dialects()
RETURNS TABLE (rank bigint, dialect text, datasource text, region text,
  reach float8, zone text, date_format text, header text, mapping text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT row_number() OVER (), d.* FROM (VALUES
  ('feed', NULL, NULL, NULL::float8, NULL, NULL,
    'region origincoord destinationcoord datetime datasource',
    'region=region origin=origincoord destination=destinationcoord '
    'departed_at=datetime datasource=datasource'),

  -- bicycles: what Citi Bike, Divvy, Bay Wheels, Capital Bikeshare and others
  -- share since 2020, and what Citi Bike and Bluebikes did before
  ('rides_3', NULL, NULL, 0.4, NULL, NULL,
    'rideid startedat startlat startlng endlat endlng',
    'departed_at=startedat origin_lon=startlng origin_lat=startlat '
    'destination_lon=endlng destination_lat=endlat external_id=rideid'),
  ('rides_2', 'Citi Bike', 'New York', 0.4, NULL, NULL,
    'tripduration starttime stoptime startstationlatitude '
    'startstationlongitude endstationlatitude endstationlongitude bikeid',
    'departed_at=starttime origin_lon=startstationlongitude '
    'origin_lat=startstationlatitude destination_lon=endstationlongitude '
    'destination_lat=endstationlatitude'),
  -- Divvy until 2019 has no positions: its stations are places
  ('divvy_1', 'Divvy', 'Chicago', 0.4, NULL, NULL,
    'tripid starttime stoptime bikeid tripduration fromstationname '
    'tostationname usertype gender',
    'departed_at=starttime origin_place=fromstationname '
    'destination_place=tostationname external_id=tripid'),
  ('divvy_2', 'Divvy', 'Chicago', 0.4, NULL, NULL,
    'tripid starttime endtime bikeid tripduration fromstationname '
    'tostationname usertype gender',
    'departed_at=starttime origin_place=fromstationname '
    'destination_place=tostationname external_id=tripid'),
  ('divvy_2019q2', 'Divvy', 'Chicago', 0.4, NULL, NULL,
    '01rentaldetailsrentalid 01rentaldetailslocalstarttime '
    '03rentalstartstationname 02rentalendstationname',
    'departed_at=01rentaldetailslocalstarttime '
    'origin_place=03rentalstartstationname '
    'destination_place=02rentalendstationname '
    'external_id=01rentaldetailsrentalid'),

  -- New York's taxis
  ('nyc_yellow_2009', 'NYC yellow taxi', 'New York', 1.5, NULL, NULL,
    'vendorname trippickupdatetime startlon startlat endlon endlat',
    'departed_at=trippickupdatetime origin_lon=startlon origin_lat=startlat '
    'destination_lon=endlon destination_lat=endlat'),
  ('nyc_yellow_2015', 'NYC yellow taxi', 'New York', 1.5, NULL, NULL,
    'tpeppickupdatetime pickuplongitude pickuplatitude dropofflongitude '
    'dropofflatitude',
    'departed_at=tpeppickupdatetime origin_lon=pickuplongitude '
    'origin_lat=pickuplatitude destination_lon=dropofflongitude '
    'destination_lat=dropofflatitude'),
  ('nyc_green', 'NYC green taxi', 'New York', 1.5, NULL, NULL,
    'lpeppickupdatetime pickuplongitude pickuplatitude dropofflongitude '
    'dropofflatitude',
    'departed_at=lpeppickupdatetime origin_lon=pickuplongitude '
    'origin_lat=pickuplatitude destination_lon=dropofflongitude '
    'destination_lat=dropofflatitude'),
  ('nyc_yellow_2010', 'NYC yellow taxi', 'New York', 1.5, 'UTC', NULL,
    'vendorid pickupdatetime ratecode pickuplongitude pickuplatitude '
    'dropofflongitude dropofflatitude',
    'departed_at=pickupdatetime origin_lon=pickuplongitude '
    'origin_lat=pickuplatitude destination_lon=dropofflongitude '
    'destination_lat=dropofflatitude'),
  ('nyc_yellow_zones', 'NYC yellow taxi', 'New York', 1.5, NULL, NULL,
    'tpeppickupdatetime pulocationid dolocationid',
    'departed_at=tpeppickupdatetime origin_place=pulocationid '
    'destination_place=dolocationid'),
  ('nyc_green_zones', 'NYC green taxi', 'New York', 1.5, NULL, NULL,
    'lpeppickupdatetime pulocationid dolocationid',
    'departed_at=lpeppickupdatetime origin_place=pulocationid '
    'destination_place=dolocationid'),
  ('nyc_fhvhv', 'NYC high-volume for-hire', 'New York', 1.5, NULL, NULL,
    'hvfhslicensenum pickupdatetime pulocationid dolocationid',
    'departed_at=pickupdatetime origin_place=pulocationid '
    'destination_place=dolocationid'),
  ('nyc_fhv', 'NYC for-hire', 'New York', 1.5, NULL, NULL,
    'dispatchingbasenum pickupdatetime pulocationid dolocationid',
    'departed_at=pickupdatetime origin_place=pulocationid '
    'destination_place=dolocationid'),

  -- Kaggle: Uber's fares (their keys are cut in some copies, so they are no
  -- identity), and the duration of taxi trips
  ('uber_fares', 'Uber', 'New York', 1.5, 'UTC', NULL,
    'key pickupdatetime pickuplongitude pickuplatitude dropofflongitude '
    'dropofflatitude passengercount',
    'departed_at=pickupdatetime origin_lon=pickuplongitude '
    'origin_lat=pickuplatitude destination_lon=dropofflongitude '
    'destination_lat=dropofflatitude'),
  ('nyc_taxi_duration', 'NYC taxi', 'New York', 1.5, NULL, NULL,
    'id vendorid pickupdatetime passengercount pickuplongitude pickuplatitude '
    'dropofflongitude dropofflatitude storeandfwdflag',
    'departed_at=pickupdatetime origin_lon=pickuplongitude '
    'origin_lat=pickuplatitude destination_lon=dropofflongitude '
    'destination_lat=dropofflatitude external_id=id'),

  -- Chicago: the city's portal (names or identifiers), then BigQuery
  ('chicago_taxi', 'Chicago taxi', 'Chicago', 1.5, 'UTC',
    'MM/DD/YYYY HH12:MI:SS AM',
    'tripid taxiid tripstarttimestamp pickupcentroidlatitude '
    'pickupcentroidlongitude dropoffcentroidlatitude dropoffcentroidlongitude',
    'departed_at=tripstarttimestamp origin_lon=pickupcentroidlongitude '
    'origin_lat=pickupcentroidlatitude '
    'destination_lon=dropoffcentroidlongitude '
    'destination_lat=dropoffcentroidlatitude external_id=tripid'),
  ('chicago_rides', 'Chicago ride-hailing', 'Chicago', 1.5, 'UTC',
    'MM/DD/YYYY HH12:MI:SS AM',
    'tripid tripstarttimestamp pickupcentroidlatitude '
    'pickupcentroidlongitude dropoffcentroidlatitude dropoffcentroidlongitude',
    'departed_at=tripstarttimestamp origin_lon=pickupcentroidlongitude '
    'origin_lat=pickupcentroidlatitude '
    'destination_lon=dropoffcentroidlongitude '
    'destination_lat=dropoffcentroidlatitude external_id=tripid'),
  ('chicago_taxi', 'Chicago taxi', 'Chicago', 1.5, 'UTC', NULL,
    'uniquekey tripstarttimestamp pickuplatitude pickuplongitude '
    'dropofflatitude dropofflongitude',
    'departed_at=tripstarttimestamp origin_lon=pickuplongitude '
    'origin_lat=pickuplatitude destination_lon=dropofflongitude '
    'destination_lat=dropofflatitude external_id=uniquekey'),
  ('chicago_taxi', 'Chicago taxi', 'Chicago', 1.5, 'UTC', NULL,
    'pickupcommunityarea tripstarttimestamp pickuplatitude pickuplongitude '
    'dropofflatitude dropofflongitude',
    'departed_at=tripstarttimestamp origin_lon=pickuplongitude '
    'origin_lat=pickuplatitude destination_lon=dropofflongitude '
    'destination_lat=dropofflatitude'),

  -- the Mobility Data Specification; the rest of its mapping is found by names
  ('mds_trips', NULL, NULL, NULL, NULL, NULL,
    'providername providerid tripid starttime endtime',
    'departed_at=starttime datasource=providername external_id=tripid'),
  ('mds_trips', NULL, NULL, NULL, NULL, NULL,
    'providerid tripid starttime endtime',
    'departed_at=starttime datasource=providerid external_id=tripid')
  ) AS d
$$;

-- Cities by a box around them, the narrower ones first: Jersey City is part of
-- Citi Bike, but a file of its own.  rides: the datasource of 'rides_2' and
-- 'rides_3' there.  month_first: how its country writes 5/28/2018.
CREATE FUNCTION tripgrid._cities()
RETURNS TABLE (rank bigint, region text, west float8, south float8,
  east float8, north float8, zone text, month_first boolean, rides text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT row_number() OVER (), c.* FROM (VALUES
  ('Jersey City', -74.12::float8, 40.66::float8, -74.022::float8,
    40.77::float8, 'America/New_York', true, 'Citi Bike'),
  ('New York', -74.3, 40.45, -73.65, 40.95, 'America/New_York', true,
    'Citi Bike'),
  ('Chicago', -88.0, 41.6, -87.5, 42.15, 'America/Chicago', true, 'Divvy'),
  ('Washington', -77.4, 38.7, -76.8, 39.15, 'America/New_York', true,
    'Capital Bikeshare'),
  ('San Francisco', -122.6, 37.2, -121.7, 38.0, 'America/Los_Angeles', true,
    'Bay Wheels'),
  ('Boston', -71.3, 42.2, -70.8, 42.55, 'America/New_York', true,
    'Bluebikes'),
  ('Portland', -122.85, 45.4, -122.45, 45.65, 'America/Los_Angeles', true,
    'Biketown'),
  ('Columbus', -83.2, 39.85, -82.8, 40.15, 'America/New_York', true, 'CoGo'),
  ('Minneapolis', -93.4, 44.85, -92.95, 45.1, 'America/Chicago', true,
    'Nice Ride'),
  ('Philadelphia', -75.35, 39.85, -74.95, 40.15, 'America/New_York', true,
    'Indego'),
  ('Los Angeles', -118.7, 33.65, -117.7, 34.35, 'America/Los_Angeles', true,
    'Metro Bike Share'),
  ('San Diego', -117.35, 32.5, -116.85, 33.0, 'America/Los_Angeles', true,
    NULL),
  ('Seattle', -122.5, 47.4, -122.1, 47.8, 'America/Los_Angeles', true, NULL),
  ('Austin', -97.95, 30.1, -97.5, 30.55, 'America/Chicago', true,
    'Austin MetroBike'),
  ('Houston', -95.8, 29.5, -95.0, 30.1, 'America/Chicago', true, NULL),
  ('Dallas', -97.1, 32.6, -96.5, 33.05, 'America/Chicago', true, NULL),
  ('Denver', -105.15, 39.6, -104.75, 39.95, 'America/Denver', true, NULL),
  ('Louisville', -85.95, 38.0, -85.4, 38.4, 'America/Kentucky/Louisville',
    true, NULL),
  ('Pittsburgh', -80.15, 40.35, -79.8, 40.55, 'America/New_York', true,
    NULL),
  ('Detroit', -83.35, 42.2, -82.85, 42.5, 'America/Detroit', true, NULL),
  ('Atlanta', -84.6, 33.6, -84.2, 34.0, 'America/New_York', true, NULL),
  ('Miami', -80.45, 25.6, -80.05, 26.0, 'America/New_York', true, NULL),
  ('Kansas City', -94.8, 38.9, -94.35, 39.3, 'America/Chicago', true, NULL),
  ('Chattanooga', -85.4, 34.95, -85.15, 35.15, 'America/New_York', true,
    NULL),
  ('Toronto', -79.65, 43.55, -79.1, 43.9, 'America/Toronto', true,
    'Bike Share Toronto'),
  ('Montreal', -74.0, 45.35, -73.4, 45.75, 'America/Toronto', false, 'BIXI'),
  ('Vancouver', -123.3, 49.15, -122.85, 49.4, 'America/Vancouver', true,
    'Mobi'),
  ('Mexico City', -99.4, 19.15, -98.9, 19.65, 'America/Mexico_City', false,
    'Ecobici'),
  ('Bogota', -74.25, 4.45, -73.95, 4.9, 'America/Bogota', false, NULL),
  ('Lima', -77.2, -12.3, -76.8, -11.8, 'America/Lima', false, NULL),
  ('Santiago', -70.85, -33.65, -70.45, -33.3, 'America/Santiago', false,
    NULL),
  ('Buenos Aires', -58.6, -34.75, -58.3, -34.5,
    'America/Argentina/Buenos_Aires', false, NULL),
  ('Sao Paulo', -46.9, -23.8, -46.3, -23.35, 'America/Sao_Paulo', false,
    NULL),
  ('Rio de Janeiro', -43.8, -23.1, -43.1, -22.75, 'America/Sao_Paulo', false,
    NULL),
  ('London', -0.55, 51.25, 0.35, 51.72, 'Europe/London', false, NULL),
  ('Manchester', -2.5, 53.3, -2.0, 53.65, 'Europe/London', false, NULL),
  ('Edinburgh', -3.45, 55.85, -3.05, 56.0, 'Europe/London', false, NULL),
  ('Dublin', -6.45, 53.2, -6.05, 53.45, 'Europe/Dublin', false, NULL),
  ('Paris', 2.05, 48.65, 2.65, 49.05, 'Europe/Paris', false, NULL),
  ('Lyon', 4.7, 45.65, 5.05, 45.9, 'Europe/Paris', false, NULL),
  ('Brussels', 4.2, 50.75, 4.55, 50.95, 'Europe/Brussels', false, NULL),
  ('Amsterdam', 4.7, 52.25, 5.1, 52.45, 'Europe/Amsterdam', false, NULL),
  ('Rotterdam', 4.3, 51.8, 4.65, 52.0, 'Europe/Amsterdam', false, NULL),
  ('Berlin', 13.05, 52.3, 13.8, 52.7, 'Europe/Berlin', false, NULL),
  ('Hamburg', 9.7, 53.35, 10.35, 53.75, 'Europe/Berlin', false, NULL),
  ('Munich', 11.35, 48.0, 11.8, 48.3, 'Europe/Berlin', false, NULL),
  ('Cologne', 6.75, 50.8, 7.2, 51.1, 'Europe/Berlin', false, NULL),
  ('Frankfurt', 8.45, 50.0, 8.85, 50.25, 'Europe/Berlin', false, NULL),
  ('Stuttgart', 9.0, 48.65, 9.35, 48.9, 'Europe/Berlin', false, NULL),
  ('Vienna', 16.15, 48.05, 16.6, 48.35, 'Europe/Vienna', false, NULL),
  ('Zurich', 8.4, 47.3, 8.65, 47.45, 'Europe/Zurich', false, NULL),
  ('Geneva', 6.0, 46.1, 6.3, 46.35, 'Europe/Zurich', false, NULL),
  ('Prague', 14.2, 49.93, 14.75, 50.2, 'Europe/Prague', false, NULL),
  ('Brno', 16.4, 49.1, 16.75, 49.3, 'Europe/Prague', false, NULL),
  ('Bratislava', 16.95, 48.0, 17.3, 48.27, 'Europe/Bratislava', false, NULL),
  ('Budapest', 18.9, 47.35, 19.35, 47.62, 'Europe/Budapest', false, NULL),
  ('Warsaw', 20.8, 52.05, 21.3, 52.4, 'Europe/Warsaw', false, NULL),
  ('Krakow', 19.75, 49.95, 20.25, 50.15, 'Europe/Warsaw', false, NULL),
  ('Copenhagen', 12.2, 55.5, 12.75, 55.85, 'Europe/Copenhagen', false, NULL),
  ('Oslo', 10.5, 59.8, 11.0, 60.0, 'Europe/Oslo', false, 'Oslo Bysykkel'),
  ('Bergen', 5.15, 60.25, 5.5, 60.5, 'Europe/Oslo', false,
    'Bergen Bysykkel'),
  ('Trondheim', 10.2, 63.3, 10.6, 63.5, 'Europe/Oslo', false,
    'Trondheim Bysykkel'),
  ('Stockholm', 17.75, 59.2, 18.35, 59.5, 'Europe/Stockholm', false, NULL),
  ('Gothenburg', 11.75, 57.6, 12.2, 57.8, 'Europe/Stockholm', false, NULL),
  ('Helsinki', 24.5, 60.05, 25.3, 60.35, 'Europe/Helsinki', false, NULL),
  ('Turin', 7.45, 44.9, 7.85, 45.2, 'Europe/Rome', false, NULL),
  ('Milan', 9.0, 45.35, 9.35, 45.6, 'Europe/Rome', false, NULL),
  ('Rome', 12.2, 41.7, 12.8, 42.1, 'Europe/Rome', false, NULL),
  ('Madrid', -3.95, 40.25, -3.45, 40.65, 'Europe/Madrid', false, NULL),
  ('Barcelona', 2.0, 41.25, 2.3, 41.55, 'Europe/Madrid', false, NULL),
  ('Lisbon', -9.35, 38.6, -9.0, 38.9, 'Europe/Lisbon', false, NULL),
  ('Porto', -8.75, 41.05, -8.45, 41.3, 'Europe/Lisbon', false, NULL),
  ('Athens', 23.55, 37.8, 23.95, 38.15, 'Europe/Athens', false, NULL),
  ('Istanbul', 28.5, 40.8, 29.5, 41.35, 'Europe/Istanbul', false, NULL),
  ('Kyiv', 30.2, 50.2, 30.9, 50.65, 'Europe/Kiev', false, NULL),
  ('Moscow', 37.1, 55.4, 38.0, 56.05, 'Europe/Moscow', false, NULL),
  ('Saint Petersburg', 29.7, 59.7, 30.8, 60.15, 'Europe/Moscow', false,
    NULL),
  ('Cairo', 31.0, 29.8, 31.7, 30.3, 'Africa/Cairo', false, NULL),
  ('Lagos', 3.05, 6.35, 3.75, 6.75, 'Africa/Lagos', false, NULL),
  ('Nairobi', 36.6, -1.5, 37.15, -1.1, 'Africa/Nairobi', false, NULL),
  ('Johannesburg', 27.75, -26.4, 28.35, -25.9, 'Africa/Johannesburg', false,
    NULL),
  ('Cape Town', 18.3, -34.2, 18.9, -33.7, 'Africa/Johannesburg', false,
    NULL),
  ('Dubai', 54.9, 24.8, 55.6, 25.4, 'Asia/Dubai', false, NULL),
  ('Delhi', 76.8, 28.3, 77.6, 28.95, 'Asia/Kolkata', false, NULL),
  ('Mumbai', 72.7, 18.85, 73.2, 19.35, 'Asia/Kolkata', false, NULL),
  ('Bengaluru', 77.35, 12.75, 77.9, 13.25, 'Asia/Kolkata', false, NULL),
  ('Singapore', 103.55, 1.15, 104.1, 1.5, 'Asia/Singapore', false, NULL),
  ('Jakarta', 106.6, -6.45, 107.1, -6.0, 'Asia/Jakarta', false, NULL),
  ('Hong Kong', 113.8, 22.15, 114.4, 22.6, 'Asia/Hong_Kong', false, NULL),
  ('Shenzhen', 113.7, 22.4, 114.65, 22.9, 'Asia/Shanghai', false, NULL),
  ('Shanghai', 120.85, 30.7, 122.0, 31.65, 'Asia/Shanghai', false, NULL),
  ('Beijing', 115.9, 39.5, 116.9, 40.4, 'Asia/Shanghai', false, NULL),
  ('Chengdu', 103.7, 30.4, 104.4, 30.95, 'Asia/Shanghai', false, NULL),
  ('Xi''an', 108.6, 34.0, 109.3, 34.5, 'Asia/Shanghai', false, NULL),
  ('Taipei', 121.35, 24.9, 121.75, 25.25, 'Asia/Taipei', false, NULL),
  ('Seoul', 126.7, 37.4, 127.2, 37.72, 'Asia/Seoul', false, NULL),
  ('Tokyo', 139.4, 35.45, 140.0, 35.9, 'Asia/Tokyo', false, NULL),
  ('Sydney', 150.7, -34.2, 151.4, -33.55, 'Australia/Sydney', false, NULL),
  ('Melbourne', 144.6, -38.1, 145.4, -37.5, 'Australia/Melbourne', false,
    NULL)
  ) AS c
$$;

-- Words that names of columns are made of, folded as _name_words folds them:
-- English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Czech,
-- Scandinavian, Finnish, Russian, Chinese, Japanese and Korean.
CREATE FUNCTION tripgrid._detect_words(OUT class text, OUT words text)
RETURNS SETOF record
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  VALUES
  ('lon', 'lon lng long longitude longitud longitudine langengrad '
    'laengengrad lange laenge lengtegraad lengdegrad langdgrad longitud '
    'dlugosc delka pituusaste dolgota boylam x xcoord xcoordinate lonx '
    'u7ecfu5ea6 u7d93u5ea6 u7d4cu5ea6 uacbdub3c4'),
  ('lat', 'lat latitude latitud latitudine breitengrad breite '
    'breedtegraad breddegrad breddgrad szerokosc sirka leveysaste shirota '
    'enlem y ycoord ycoordinate laty '
    'u7eacu5ea6 u7defu5ea6 uc704ub3c4'),
  ('origin', 'start strt started starting startpoint begin began beginning from '
    'origin orig orgn ori o s p pickup pick pu boarding board dep depart '
    'departure departed source src unlock unlocked checkout first initial '
    'geton rent rented borrow borrowed enter entry leave leaving collect collection von abfahrt anfang beginn startort quelle herkunft ausleihe '
    'entleihung ausleih entleih debut depuis origine origen origem provenance '
    'salida inicio desde partida retiro embarque subida saida '
    'inizio partenza da vertrek herkomst van begintijd poczatek start zrodlo '
    'od odjazd poczatkowa poczatkowy poczatkowe zacatek pocatek odkud '
    'odjezd vychozi fra fran avgang avresa lahto alku '
    'otpravlenie otpravleniya nachalo nachala ot otkuda posadka posadki '
    'u8d77u70b9 u8d77u9ede u51fau53d1 u51fau767c ucd9cubc1c u4e0au8f66 '
    'u4e0au8eca u5f00u59cb u958bu59cb u59cbu70b9 u51fau767a uc2b9ucc28 '
    'ub300uc5ec u51fau53d1u5730'),
  ('destination', 'end ended ending endpoint finish finished to dest '
    'destination destn dst d e dropoff drop do off arr arrival arrive '
    'arrived return returned target tgt stop stopped lock locked checkin '
    'alight alighting last final getoff exit until reach deliver delivery '
    'ziel ende nach ankunft bis endort ruckgabe rueckgabe '
    'fin arrivee destinataire vers destino llegada hasta arribo chegada fim '
    'bajada descida termino fine arrivo destinazione a aankomst bestemming '
    'naar eind einde eindtijd koniec cel przyjazd koncowa koncowy koncowe '
    'konec cil kam prijezd cilova til till ankomst slut saapuminen loppu '
    'pribytie pribytiya konets kontsa kuda vysadka vysadki naznachenie '
    'naznacheniya u7ec8u70b9 u7d42u9ede u5230u8fbe u5230u9054 ub3c4ucc29 '
    'u4e0bu8f66 u4e0bu8eca u7ed3u675f u7d50u675f u7d42u70b9 u5230u7740 '
    'ud558ucc28 ubc18ub0a9 u76eeu7684u5730'),
  ('time', 'time datetime dattime timestamp ts at t dt dttm epoch unix unixtime '
    'ms millis when clock zeit uhrzeit zeitpunkt zeitstempel startzeit '
    'heure horaire horodatage hora fechahora datahora '
    'ora orario tijd tijdstip czas godzina cas tid tidspunkt tidpunkt aika '
    'saat vremya u65f6u95f4 u6642u9593 uc2dcuac04 u65e5u6642 u6642u523b '
    'uc77cuc2dc uc2dcuac01'),
  ('date', 'date day datum dato fecha data dia jour giorno tag dzien den dag '
    'paivamaara pvm tarih u65e5u671f ub0a0uc9dc'),
  ('point', 'coord coords coordinate coordinates point points pt geom '
    'geometry geo wkt wkb latlng latlon lonlat lnglat longlat latlong '
    'position pos location loc gps koordinaten koordinate position '
    'coordonnees coordenadas coordenada coordinata coordinate punto ponto '
    'punkt punt souradnice wspolrzedne ubicacion localizacao u5750u6807'),
  ('place', 'station statn stations stop zone taz hub dock terminal rack address '
    'area district borough neighborhood neighbourhood place location loc '
    'stationname emplacement haltestelle bahnhof ort bezirk adresse estacion cicloestacion '
    'parada zona barrio direccion estacao ponto gare arret stazione fermata '
    'indirizzo stanice zastavka stacja przystanek stasjon stopp asema stantsiya '
    'rayon u7ad9 u7ad9u70b9 ub300uc5ecuc18c uc815ub958uc7a5 u533au57df '
    'u5730u70b9'),
  ('name', 'name nom nombre nome naam nazwa nazev navn namn nimi nazvanie uba85 u540d'),
  ('id', 'id no nr num number code nummer numero kod cislo ubc88ud638'),
  -- says nothing of its own
  ('plain', 'zemepisna zemepisne trip trips ride rides journey travel rental hire local gps the '
    'of vehicle bike fahrt reise viaje viagem trajet course viaggio reis '
    'podroz jizda cesta tur resa matka poezdka actual real scheduled tpep '
    'lpep centroid center centre geocode block del de la le el du des di der '
    'den die das recorrido'),
  -- a column with one of these is no departure and no end of a trip
  ('other', 'duration dauer duree durata duracion duracao czastrwania secs '
    'sec second seconds minute minutes min mins hours distance dist miles km '
    'meters metres length speed count created updated modified published '
    'publication birth birthday request requested scene payment fare price '
    'cost tip tolls tax timezone tz offset wait delta type year month week '
    'weekday dow altitude elevation accuracy heading hour bearing geohash h3 '
    'quadkey s2'),
  ('region', 'region city town municipality market metro stadt ciudad ville '
    'citta cidade miasto mesto stad kommune gorod u57ceu5e02'),
  ('datasource', 'datasource dataset provider providername provideid vendor '
    'vendorname operator operatorname app application platform network system '
    'anbieter betreiber proveedor operador fournisseur operateur fornitore '
    'operatore aanbieder dostawca poskytovatel leverandor operatoer')
$$;
