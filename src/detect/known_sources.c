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
				"destination_lat=endlat external_id=rideid "
				"origin_place=startstationname "
				"destination_place=endstationname"},
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
				"destination_lat=endstationlatitude "
				"origin_place=startstationname "
				"destination_place=endstationname"},
	{.dialect = "divvy_1",
	 .datasource = "Divvy",
	 .region = "Chicago",
	 .reach = 0.4,
	 .own_column = "fromstationid",
	 .own_values = "^\\d+$",
	 .shared = true,
	 .header = "tripid starttime stoptime bikeid tripduration "
			   "fromstationname tostationname usertype gender",
	 .mapping = "departed_at=starttime origin_place=fromstationname "
				"destination_place=tostationname external_id=tripid"},
	{.dialect = "divvy_2",
	 .datasource = "Divvy",
	 .region = "Chicago",
	 .reach = 0.4,
	 .own_column = "fromstationid",
	 .own_values = "^\\d+$",
	 .shared = true,
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
