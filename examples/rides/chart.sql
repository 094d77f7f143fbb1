-- A chart of rides by day and kind of device, as a specification for Vega-Lite.

SELECT jsonb_pretty(jsonb_build_object(
  '$schema', 'https://vega.github.io/schema/vega-lite/v5.json',
  'title', 'Rides by day and device',
  'data', jsonb_build_object('values', coalesce(jsonb_agg(to_jsonb(r) ORDER BY day, device_type), '[]')),
  'mark', 'bar',
  'encoding', '{"x": {"field": "day", "type": "ordinal"},
    "y": {"field": "rides", "type": "quantitative"},
    "color": {"field": "device_type", "type": "nominal"}}'::jsonb))
FROM mobility.rides_by_day AS r;
