-- one row per application in scope and line of an order known before it, without what no feature reads; the places of
-- orders and lines in their tables are found first, as in `own_orders`
with order_places as materialized (
    select s.application_id, s.known_before, o.rowid as place
    from scope as s
    join orders as o on o.customer_id = s.customer_id
),
placed as materialized (
    select p.application_id, o.order_id, o.ordered_at
    from order_places as p
    join orders as o on o.rowid = p.place
    where coalesce(o.recorded_at, o.ordered_at) < p.known_before and o.ordered_at < p.known_before
),
line_places as materialized (
    select s.application_id, l.rowid as place
    from scope as s
    join order_lines as l on l.customer_id = s.customer_id
),
bought as materialized (
    select l.* exclude (customer_id, product_name), p.application_id as owner
    from line_places as p
    join order_lines as l on l.rowid = p.place
)
select b.*
from bought as b
join placed as p on p.application_id = b.owner and p.order_id = b.order_id
order by b.owner, p.ordered_at, b.order_id, b.line_no
