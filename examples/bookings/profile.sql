-- Each column of a table: how many values, how many are missing or different, and
-- the least and the greatest, as numbers where they are numbers.

SELECT column_name, count(*) AS rows, count(*) FILTER (WHERE value = 'null') AS nulls,
  count(DISTINCT value) FILTER (WHERE value <> 'null') AS different,
  (array_agg(value ORDER BY value) FILTER (WHERE value <> 'null'))[1] #>> '{}' AS least,
  (array_agg(value ORDER BY value DESC) FILTER (WHERE value <> 'null'))[1] #>> '{}' AS greatest
FROM mobility.orders_silver AS o,
  json_each(row_to_json(o)) WITH ORDINALITY AS c (column_name, json_value, position),
  to_jsonb(json_value) AS value
WHERE column_name NOT IN ('bronze_row', 'load_id')
GROUP BY column_name, position
ORDER BY position;
