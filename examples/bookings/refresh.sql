-- Bring to silver what came to bronze since the last time.  The lock waits for
-- loads that are running, and has others wait: rows are taken in the order in
-- which they came, each once.

BEGIN;
LOCK TABLE mobility.orders_bronze IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO mobility.orders_typed
SELECT order_id, source, customer_id, payment_id, voucher_id, product_id, website, order_status,
  voucher_status, payment_status, order_date, payment_date, bronze_row
FROM mobility.orders_bronze
WHERE bronze_row > greatest(0,
  (SELECT max(bronze_row) FROM mobility.orders_silver),
  (SELECT max(fields[13]::bigint) FROM mobility.rejects JOIN mobility.loads USING (load_id)
    WHERE feed = 'orders_typed'))
ORDER BY bronze_row;
COMMIT;
