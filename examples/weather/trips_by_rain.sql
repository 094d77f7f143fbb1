-- Trips in an hour, by city, with rain and without: each trip is joined to the
-- weather of its region in the hour in which it departed.

SELECT w.city, w.rain_mm >= 0.1 AS rain, count(DISTINCT w.hour) AS hours, count(t.trip_id) AS trips,
  round(count(t.trip_id)::numeric / count(DISTINCT w.hour), 2) AS trips_in_an_hour,
  round(avg(w.temperature), 1) AS temperature
FROM mobility.weather_by_hour AS w
LEFT JOIN mobility.trips AS t ON t.region = w.city
  AND t.departed_at >= w.hour AND t.departed_at < w.hour + interval '1 hour'
GROUP BY w.city, rain
ORDER BY w.city, rain;
