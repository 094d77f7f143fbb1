-- Orders in three layers: bronze as they came, silver typed, under rules, one row
-- for each order, gold what reports may count.

CREATE TABLE mobility.orders_bronze (
  bronze_row bigint GENERATED ALWAYS AS IDENTITY,
  order_id text, source text, customer_id text, payment_id text, voucher_id text, product_id text,
  website text, order_status text, voucher_status text, payment_status text,
  order_date text, payment_date text
);

CREATE TABLE mobility.orders_silver (
  order_id bigint,
  source text, customer_id bigint NOT NULL, payment_id bigint, voucher_id bigint, product_id bigint,
  website text,
  order_status text NOT NULL
    CONSTRAINT known_order_status CHECK (order_status IN ('PAID', 'CANCELED', 'UNKNOWN')),
  voucher_status text, payment_status text,
  order_date timestamp NOT NULL,
  payment_date timestamp,
  bronze_row bigint NOT NULL
);

-- Files go to bronze.
SELECT tripgrid.create_feed('orders_csv', target => 'orders_bronze', add_load_id => true,
  columns => '{order_id, source, customer_id, payment_id, voucher_id, product_id, website, order_status,
    voucher_status, payment_status, order_date, payment_date}');

-- Rows of bronze go to silver, where of each order the one stays that came last.
SELECT tripgrid.create_feed('orders_typed', target => 'orders_silver', add_load_id => true,
  columns => '{order_id, source, customer_id, payment_id, voucher_id, product_id, website, order_status,
    voucher_status, payment_status, order_date, payment_date, bronze_row}',
  key => '{order_id}', on_key => 'replace', version => 'bronze_row');

CREATE VIEW mobility.orders_gold AS
SELECT order_id, customer_id, website, order_status, payment_status, order_date, payment_date
FROM mobility.orders_silver
WHERE order_date < current_date;

-- For a program that wants them as JSON.
CREATE FUNCTION mobility.orders_json(status text DEFAULT NULL) RETURNS json
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT json_build_object('count', count(*),
    'data', coalesce(json_agg(o ORDER BY o.order_date, o.order_id), '[]'))
  FROM mobility.orders_gold AS o
  WHERE status IS NULL OR o.order_status = status
$$;
