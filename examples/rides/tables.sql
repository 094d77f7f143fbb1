-- A queue of events, which is a plain table, and the feed through which they
-- become trips.  The number of an event goes with it, to a trip or a reject.

ALTER TABLE mobility.trips ADD event_id bigint, ADD device_type text;

CREATE TABLE mobility.ride_queue (
  event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  payload jsonb NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

SELECT tripgrid.create_feed('ride_events', format => 'json', constants => '{"datasource": "app"}',
  mapping => '{"event_id": "event_id", "region": "event.city", "departed_at": "event.started_at",
    "origin": "event.from", "destination": "event.to", "device_type": "event.device_type"}');

-- Take what is in the queue, so many at a time: one statement takes events away
-- and stores them, so each is in the queue or in the store, whatever happens.
-- Takers pass over what others are taking.  ARRAY has the rows chosen once, and
-- found by the key, whatever the statistics of a table that fills and empties.
-- The look before it is there because what loads nothing would be a load too.
CREATE PROCEDURE mobility.take_events(at_a_time int DEFAULT 1000) LANGUAGE plpgsql AS $$
BEGIN
  LOOP
    PERFORM FROM mobility.ride_queue ORDER BY event_id LIMIT 1 FOR UPDATE SKIP LOCKED;
    EXIT WHEN NOT FOUND;

    WITH taken AS (
      DELETE FROM mobility.ride_queue
      WHERE event_id = ANY (ARRAY(
        SELECT event_id FROM mobility.ride_queue ORDER BY event_id LIMIT at_a_time FOR UPDATE SKIP LOCKED))
      RETURNING event_id, payload
    )
    INSERT INTO mobility.ride_events
    SELECT jsonb_build_object('event_id', event_id, 'event', payload) FROM taken;
    COMMIT;
  END LOOP;
END
$$;

-- Files of events, one on a line, that did not come by the queue.
SELECT tripgrid.create_feed('ride_files', format => 'json', constants => '{"datasource": "app"}',
  mapping => '{"region": "city", "departed_at": "started_at", "origin": "from", "destination": "to",
    "device_type": "device_type"}');

CREATE VIEW mobility.rides_by_day AS
SELECT departed_at::date AS day, device_type, count(*) AS rides
FROM mobility.trips
WHERE device_type IS NOT NULL
GROUP BY day, device_type;
