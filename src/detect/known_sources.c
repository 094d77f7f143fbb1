/*
 * known_sources.c
 *	  What is known of files of trips, and of the places where they come from.
 */
#include "compat.h"

#include "detect/known_sources.h"

/*
 * Chicago and the fares of Kaggle write the local clock and call it UTC: their
 * rush hours are where those of the city are; so does BigQuery's copy of New
 * York's yellow taxis.  'UTC' takes their clock as it is written.
 *
 * Citi Bike, Divvy, Bay Wheels, Capital Bikeshare and others share rides_3
 * since 2020; rides_2 is what Citi Bike and Bluebikes did before.  Divvy until
 * 2019 has no positions: its stations are places.  Of the Mobility Data
 * Specification the rest of the mapping is found by names.
 */
const KnownSource known_sources[] = {
	{.dialect = "feed",
	 .header = "region origincoord destinationcoord datetime datasource",
	 .mapping = "region=region origin=origincoord "
				"destination=destinationcoord departed_at=datetime "
				"datasource=datasource"},
	{.dialect = "rides_3",
	 .reach = 0.4,
	 .header = "rideid startedat startlat startlng endlat endlng",
	 .mapping = "departed_at=startedat origin_lon=startlng "
				"origin_lat=startlat destination_lon=endlng "
				"destination_lat=endlat external_id=rideid"},
	{.dialect = "rides_2",
	 .datasource = "Citi Bike",
	 .region = "New York",
	 .reach = 0.4,
	 .header = "tripduration starttime stoptime startstationlatitude "
			   "startstationlongitude endstationlatitude "
			   "endstationlongitude bikeid",
	 .mapping = "departed_at=starttime origin_lon=startstationlongitude "
				"origin_lat=startstationlatitude "
				"destination_lon=endstationlongitude "
				"destination_lat=endstationlatitude"},
	{.dialect = "divvy_1",
	 .datasource = "Divvy",
	 .region = "Chicago",
	 .reach = 0.4,
	 .header = "tripid starttime stoptime bikeid tripduration "
			   "fromstationname tostationname usertype gender",
	 .mapping = "departed_at=starttime origin_place=fromstationname "
				"destination_place=tostationname external_id=tripid"},
	{.dialect = "divvy_2",
	 .datasource = "Divvy",
	 .region = "Chicago",
	 .reach = 0.4,
	 .header = "tripid starttime endtime bikeid tripduration "
			   "fromstationname tostationname usertype gender",
	 .mapping = "departed_at=starttime origin_place=fromstationname "
				"destination_place=tostationname external_id=tripid"},
	{.dialect = "divvy_2019q2",
	 .datasource = "Divvy",
	 .region = "Chicago",
	 .reach = 0.4,
	 .header = "01rentaldetailsrentalid 01rentaldetailslocalstarttime "
			   "03rentalstartstationname 02rentalendstationname",
	 .mapping = "departed_at=01rentaldetailslocalstarttime "
				"origin_place=03rentalstartstationname "
				"destination_place=02rentalendstationname "
				"external_id=01rentaldetailsrentalid"},
	{.dialect = "nyc_yellow_2009",
	 .datasource = "NYC yellow taxi",
	 .region = "New York",
	 .reach = 1.5,
	 .header = "vendorname trippickupdatetime startlon startlat endlon "
			   "endlat",
	 .mapping = "departed_at=trippickupdatetime origin_lon=startlon "
				"origin_lat=startlat destination_lon=endlon "
				"destination_lat=endlat"},
	{.dialect = "nyc_yellow_2015",
	 .datasource = "NYC yellow taxi",
	 .region = "New York",
	 .reach = 1.5,
	 .header = "tpeppickupdatetime pickuplongitude pickuplatitude "
			   "dropofflongitude dropofflatitude",
	 .mapping = "departed_at=tpeppickupdatetime origin_lon=pickuplongitude "
				"origin_lat=pickuplatitude "
				"destination_lon=dropofflongitude "
				"destination_lat=dropofflatitude"},
	{.dialect = "nyc_green",
	 .datasource = "NYC green taxi",
	 .region = "New York",
	 .reach = 1.5,
	 .header = "lpeppickupdatetime pickuplongitude pickuplatitude "
			   "dropofflongitude dropofflatitude",
	 .mapping = "departed_at=lpeppickupdatetime origin_lon=pickuplongitude "
				"origin_lat=pickuplatitude "
				"destination_lon=dropofflongitude "
				"destination_lat=dropofflatitude"},
	{.dialect = "nyc_yellow_2010",
	 .datasource = "NYC yellow taxi",
	 .region = "New York",
	 .reach = 1.5,
	 .zone = "UTC",
	 .header = "vendorid pickupdatetime ratecode pickuplongitude "
			   "pickuplatitude dropofflongitude dropofflatitude",
	 .mapping = "departed_at=pickupdatetime origin_lon=pickuplongitude "
				"origin_lat=pickuplatitude "
				"destination_lon=dropofflongitude "
				"destination_lat=dropofflatitude"},
	{.dialect = "nyc_yellow_zones",
	 .datasource = "NYC yellow taxi",
	 .region = "New York",
	 .reach = 1.5,
	 .header = "tpeppickupdatetime pulocationid dolocationid",
	 .mapping = "departed_at=tpeppickupdatetime origin_place=pulocationid "
				"destination_place=dolocationid"},
	{.dialect = "nyc_green_zones",
	 .datasource = "NYC green taxi",
	 .region = "New York",
	 .reach = 1.5,
	 .header = "lpeppickupdatetime pulocationid dolocationid",
	 .mapping = "departed_at=lpeppickupdatetime origin_place=pulocationid "
				"destination_place=dolocationid"},
	{.dialect = "nyc_fhvhv",
	 .datasource = "NYC high-volume for-hire",
	 .region = "New York",
	 .reach = 1.5,
	 .header = "hvfhslicensenum pickupdatetime pulocationid dolocationid",
	 .mapping = "departed_at=pickupdatetime origin_place=pulocationid "
				"destination_place=dolocationid"},
	{.dialect = "nyc_fhv",
	 .datasource = "NYC for-hire",
	 .region = "New York",
	 .reach = 1.5,
	 .header = "dispatchingbasenum pickupdatetime pulocationid "
			   "dolocationid",
	 .mapping = "departed_at=pickupdatetime origin_place=pulocationid "
				"destination_place=dolocationid"},
	{.dialect = "uber_fares",
	 .datasource = "Uber",
	 .region = "New York",
	 .reach = 1.5,
	 .zone = "UTC",
	 .header = "key pickupdatetime pickuplongitude pickuplatitude "
			   "dropofflongitude dropofflatitude passengercount",
	 .mapping = "departed_at=pickupdatetime origin_lon=pickuplongitude "
				"origin_lat=pickuplatitude "
				"destination_lon=dropofflongitude "
				"destination_lat=dropofflatitude"},
	{.dialect = "nyc_taxi_duration",
	 .datasource = "NYC taxi",
	 .region = "New York",
	 .reach = 1.5,
	 .header = "id vendorid pickupdatetime passengercount pickuplongitude "
			   "pickuplatitude dropofflongitude dropofflatitude "
			   "storeandfwdflag",
	 .mapping = "departed_at=pickupdatetime origin_lon=pickuplongitude "
				"origin_lat=pickuplatitude "
				"destination_lon=dropofflongitude "
				"destination_lat=dropofflatitude external_id=id"},
	{.dialect = "chicago_taxi",
	 .datasource = "Chicago taxi",
	 .region = "Chicago",
	 .reach = 1.5,
	 .zone = "UTC",
	 .date_format = "MM/DD/YYYY HH12:MI:SS AM",
	 .header = "tripid taxiid tripstarttimestamp pickupcentroidlatitude "
			   "pickupcentroidlongitude dropoffcentroidlatitude "
			   "dropoffcentroidlongitude",
	 .mapping = "departed_at=tripstarttimestamp "
				"origin_lon=pickupcentroidlongitude "
				"origin_lat=pickupcentroidlatitude "
				"destination_lon=dropoffcentroidlongitude "
				"destination_lat=dropoffcentroidlatitude "
				"external_id=tripid"},
	{.dialect = "chicago_rides",
	 .datasource = "Chicago ride-hailing",
	 .region = "Chicago",
	 .reach = 1.5,
	 .zone = "UTC",
	 .date_format = "MM/DD/YYYY HH12:MI:SS AM",
	 .header = "tripid tripstarttimestamp pickupcentroidlatitude "
			   "pickupcentroidlongitude dropoffcentroidlatitude "
			   "dropoffcentroidlongitude",
	 .mapping = "departed_at=tripstarttimestamp "
				"origin_lon=pickupcentroidlongitude "
				"origin_lat=pickupcentroidlatitude "
				"destination_lon=dropoffcentroidlongitude "
				"destination_lat=dropoffcentroidlatitude "
				"external_id=tripid"},
	{.dialect = "chicago_taxi",
	 .datasource = "Chicago taxi",
	 .region = "Chicago",
	 .reach = 1.5,
	 .zone = "UTC",
	 .header = "uniquekey tripstarttimestamp pickuplatitude "
			   "pickuplongitude dropofflatitude dropofflongitude",
	 .mapping = "departed_at=tripstarttimestamp origin_lon=pickuplongitude "
				"origin_lat=pickuplatitude "
				"destination_lon=dropofflongitude "
				"destination_lat=dropofflatitude external_id=uniquekey"},
	{.dialect = "chicago_taxi",
	 .datasource = "Chicago taxi",
	 .region = "Chicago",
	 .reach = 1.5,
	 .zone = "UTC",
	 .header = "pickupcommunityarea tripstarttimestamp pickuplatitude "
			   "pickuplongitude dropofflatitude dropofflongitude",
	 .mapping = "departed_at=tripstarttimestamp origin_lon=pickuplongitude "
				"origin_lat=pickuplatitude "
				"destination_lon=dropofflongitude "
				"destination_lat=dropofflatitude"},
	{.dialect = "mds_trips",
	 .header = "providername providerid tripid starttime endtime",
	 .mapping = "departed_at=starttime datasource=providername "
				"external_id=tripid"},
	{.dialect = "mds_trips",
	 .header = "providerid tripid starttime endtime",
	 .mapping = "departed_at=starttime datasource=providerid "
				"external_id=tripid"},
	{NULL},
};

/*
 * The narrower ones first: Jersey City is part of Citi Bike, but a file of its
 * own.
 */
const KnownCity known_cities[] = {
	{"Jersey City", -74.12, 40.66, -74.022, 40.77, "America/New_York", true,
	 "Citi Bike"},
	{"New York", -74.3, 40.45, -73.65, 40.95, "America/New_York", true,
	 "Citi Bike"},
	{"Chicago", -88.0, 41.6, -87.5, 42.15, "America/Chicago", true, "Divvy"},
	{"Washington", -77.4, 38.7, -76.8, 39.15, "America/New_York", true,
	 "Capital Bikeshare"},
	{"San Francisco", -122.6, 37.2, -121.7, 38.0, "America/Los_Angeles", true,
	 "Bay Wheels"},
	{"Boston", -71.3, 42.2, -70.8, 42.55, "America/New_York", true,
	 "Bluebikes"},
	{"Portland", -122.85, 45.4, -122.45, 45.65, "America/Los_Angeles", true,
	 "Biketown"},
	{"Columbus", -83.2, 39.85, -82.8, 40.15, "America/New_York", true, "CoGo"},
	{"Minneapolis", -93.4, 44.85, -92.95, 45.1, "America/Chicago", true,
	 "Nice Ride"},
	{"Philadelphia", -75.35, 39.85, -74.95, 40.15, "America/New_York", true,
	 "Indego"},
	{"Los Angeles", -118.7, 33.65, -117.7, 34.35, "America/Los_Angeles", true,
	 "Metro Bike Share"},
	{"San Diego", -117.35, 32.5, -116.85, 33.0, "America/Los_Angeles", true,
	 NULL},
	{"Seattle", -122.5, 47.4, -122.1, 47.8, "America/Los_Angeles", true, NULL},
	{"Austin", -97.95, 30.1, -97.5, 30.55, "America/Chicago", true,
	 "Austin MetroBike"},
	{"Houston", -95.8, 29.5, -95.0, 30.1, "America/Chicago", true, NULL},
	{"Dallas", -97.1, 32.6, -96.5, 33.05, "America/Chicago", true, NULL},
	{"Denver", -105.15, 39.6, -104.75, 39.95, "America/Denver", true, NULL},
	{"Louisville", -85.95, 38.0, -85.4, 38.4, "America/Kentucky/Louisville",
	 true, NULL},
	{"Pittsburgh", -80.15, 40.35, -79.8, 40.55, "America/New_York", true,
	 NULL},
	{"Detroit", -83.35, 42.2, -82.85, 42.5, "America/Detroit", true, NULL},
	{"Atlanta", -84.6, 33.6, -84.2, 34.0, "America/New_York", true, NULL},
	{"Miami", -80.45, 25.6, -80.05, 26.0, "America/New_York", true, NULL},
	{"Kansas City", -94.8, 38.9, -94.35, 39.3, "America/Chicago", true, NULL},
	{"Chattanooga", -85.4, 34.95, -85.15, 35.15, "America/New_York", true,
	 NULL},
	{"Toronto", -79.65, 43.55, -79.1, 43.9, "America/Toronto", true,
	 "Bike Share Toronto"},
	{"Montreal", -74.0, 45.35, -73.4, 45.75, "America/Toronto", false, "BIXI"},
	{"Vancouver", -123.3, 49.15, -122.85, 49.4, "America/Vancouver", true,
	 "Mobi"},
	{"Mexico City", -99.4, 19.15, -98.9, 19.65, "America/Mexico_City", false,
	 "Ecobici"},
	{"Bogota", -74.25, 4.45, -73.95, 4.9, "America/Bogota", false, NULL},
	{"Lima", -77.2, -12.3, -76.8, -11.8, "America/Lima", false, NULL},
	{"Santiago", -70.85, -33.65, -70.45, -33.3, "America/Santiago", false,
	 NULL},
	{"Buenos Aires", -58.6, -34.75, -58.3, -34.5,
	 "America/Argentina/Buenos_Aires", false, NULL},
	{"Sao Paulo", -46.9, -23.8, -46.3, -23.35, "America/Sao_Paulo", false,
	 NULL},
	{"Rio de Janeiro", -43.8, -23.1, -43.1, -22.75, "America/Sao_Paulo", false,
	 NULL},
	{"London", -0.55, 51.25, 0.35, 51.72, "Europe/London", false, NULL},
	{"Manchester", -2.5, 53.3, -2.0, 53.65, "Europe/London", false, NULL},
	{"Edinburgh", -3.45, 55.85, -3.05, 56.0, "Europe/London", false, NULL},
	{"Dublin", -6.45, 53.2, -6.05, 53.45, "Europe/Dublin", false, NULL},
	{"Paris", 2.05, 48.65, 2.65, 49.05, "Europe/Paris", false, NULL},
	{"Lyon", 4.7, 45.65, 5.05, 45.9, "Europe/Paris", false, NULL},
	{"Brussels", 4.2, 50.75, 4.55, 50.95, "Europe/Brussels", false, NULL},
	{"Amsterdam", 4.7, 52.25, 5.1, 52.45, "Europe/Amsterdam", false, NULL},
	{"Rotterdam", 4.3, 51.8, 4.65, 52.0, "Europe/Amsterdam", false, NULL},
	{"Berlin", 13.05, 52.3, 13.8, 52.7, "Europe/Berlin", false, NULL},
	{"Hamburg", 9.7, 53.35, 10.35, 53.75, "Europe/Berlin", false, NULL},
	{"Munich", 11.35, 48.0, 11.8, 48.3, "Europe/Berlin", false, NULL},
	{"Cologne", 6.75, 50.8, 7.2, 51.1, "Europe/Berlin", false, NULL},
	{"Frankfurt", 8.45, 50.0, 8.85, 50.25, "Europe/Berlin", false, NULL},
	{"Stuttgart", 9.0, 48.65, 9.35, 48.9, "Europe/Berlin", false, NULL},
	{"Vienna", 16.15, 48.05, 16.6, 48.35, "Europe/Vienna", false, NULL},
	{"Zurich", 8.4, 47.3, 8.65, 47.45, "Europe/Zurich", false, NULL},
	{"Geneva", 6.0, 46.1, 6.3, 46.35, "Europe/Zurich", false, NULL},
	{"Prague", 14.2, 49.93, 14.75, 50.2, "Europe/Prague", false, NULL},
	{"Brno", 16.4, 49.1, 16.75, 49.3, "Europe/Prague", false, NULL},
	{"Bratislava", 16.95, 48.0, 17.3, 48.27, "Europe/Bratislava", false, NULL},
	{"Budapest", 18.9, 47.35, 19.35, 47.62, "Europe/Budapest", false, NULL},
	{"Warsaw", 20.8, 52.05, 21.3, 52.4, "Europe/Warsaw", false, NULL},
	{"Krakow", 19.75, 49.95, 20.25, 50.15, "Europe/Warsaw", false, NULL},
	{"Copenhagen", 12.2, 55.5, 12.75, 55.85, "Europe/Copenhagen", false, NULL},
	{"Oslo", 10.5, 59.8, 11.0, 60.0, "Europe/Oslo", false, "Oslo Bysykkel"},
	{"Bergen", 5.15, 60.25, 5.5, 60.5, "Europe/Oslo", false,
	 "Bergen Bysykkel"},
	{"Trondheim", 10.2, 63.3, 10.6, 63.5, "Europe/Oslo", false,
	 "Trondheim Bysykkel"},
	{"Stockholm", 17.75, 59.2, 18.35, 59.5, "Europe/Stockholm", false, NULL},
	{"Gothenburg", 11.75, 57.6, 12.2, 57.8, "Europe/Stockholm", false, NULL},
	{"Helsinki", 24.5, 60.05, 25.3, 60.35, "Europe/Helsinki", false, NULL},
	{"Turin", 7.45, 44.9, 7.85, 45.2, "Europe/Rome", false, NULL},
	{"Milan", 9.0, 45.35, 9.35, 45.6, "Europe/Rome", false, NULL},
	{"Rome", 12.2, 41.7, 12.8, 42.1, "Europe/Rome", false, NULL},
	{"Madrid", -3.95, 40.25, -3.45, 40.65, "Europe/Madrid", false, NULL},
	{"Barcelona", 2.0, 41.25, 2.3, 41.55, "Europe/Madrid", false, NULL},
	{"Lisbon", -9.35, 38.6, -9.0, 38.9, "Europe/Lisbon", false, NULL},
	{"Porto", -8.75, 41.05, -8.45, 41.3, "Europe/Lisbon", false, NULL},
	{"Athens", 23.55, 37.8, 23.95, 38.15, "Europe/Athens", false, NULL},
	{"Istanbul", 28.5, 40.8, 29.5, 41.35, "Europe/Istanbul", false, NULL},
	{"Kyiv", 30.2, 50.2, 30.9, 50.65, "Europe/Kiev", false, NULL},
	{"Moscow", 37.1, 55.4, 38.0, 56.05, "Europe/Moscow", false, NULL},
	{"Saint Petersburg", 29.7, 59.7, 30.8, 60.15, "Europe/Moscow", false,
	 NULL},
	{"Cairo", 31.0, 29.8, 31.7, 30.3, "Africa/Cairo", false, NULL},
	{"Lagos", 3.05, 6.35, 3.75, 6.75, "Africa/Lagos", false, NULL},
	{"Nairobi", 36.6, -1.5, 37.15, -1.1, "Africa/Nairobi", false, NULL},
	{"Johannesburg", 27.75, -26.4, 28.35, -25.9, "Africa/Johannesburg", false,
	 NULL},
	{"Cape Town", 18.3, -34.2, 18.9, -33.7, "Africa/Johannesburg", false,
	 NULL},
	{"Dubai", 54.9, 24.8, 55.6, 25.4, "Asia/Dubai", false, NULL},
	{"Delhi", 76.8, 28.3, 77.6, 28.95, "Asia/Kolkata", false, NULL},
	{"Mumbai", 72.7, 18.85, 73.2, 19.35, "Asia/Kolkata", false, NULL},
	{"Bengaluru", 77.35, 12.75, 77.9, 13.25, "Asia/Kolkata", false, NULL},
	{"Singapore", 103.55, 1.15, 104.1, 1.5, "Asia/Singapore", false, NULL},
	{"Jakarta", 106.6, -6.45, 107.1, -6.0, "Asia/Jakarta", false, NULL},
	{"Hong Kong", 113.8, 22.15, 114.4, 22.6, "Asia/Hong_Kong", false, NULL},
	{"Shenzhen", 113.7, 22.4, 114.65, 22.9, "Asia/Shanghai", false, NULL},
	{"Shanghai", 120.85, 30.7, 122.0, 31.65, "Asia/Shanghai", false, NULL},
	{"Beijing", 115.9, 39.5, 116.9, 40.4, "Asia/Shanghai", false, NULL},
	{"Chengdu", 103.7, 30.4, 104.4, 30.95, "Asia/Shanghai", false, NULL},
	{"Xi'an", 108.6, 34.0, 109.3, 34.5, "Asia/Shanghai", false, NULL},
	{"Taipei", 121.35, 24.9, 121.75, 25.25, "Asia/Taipei", false, NULL},
	{"Seoul", 126.7, 37.4, 127.2, 37.72, "Asia/Seoul", false, NULL},
	{"Tokyo", 139.4, 35.45, 140.0, 35.9, "Asia/Tokyo", false, NULL},
	{"Sydney", 150.7, -34.2, 151.4, -33.55, "Australia/Sydney", false, NULL},
	{"Melbourne", 144.6, -38.1, 145.4, -37.5, "Australia/Melbourne", false,
	 NULL},
	{NULL},
};

const KnownCity *
known_city(const char *region)
{
	for (const KnownCity *city = known_cities; city->region != NULL; city++)
		if (region != NULL && strcmp(city->region, region) == 0)
			return city;
	return NULL;
}
