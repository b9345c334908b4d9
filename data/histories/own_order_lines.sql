-- one row per application in scope and line of an order known before it, without what no feature reads
select
    l.* exclude (customer_id, product_name),
    s.application_id as owner
from scope as s
join order_lines as l on l.customer_id = s.customer_id
join orders as o on o.customer_id = l.customer_id and o.order_id = l.order_id
where coalesce(o.recorded_at, o.ordered_at) < s.known_before and o.ordered_at < s.known_before
order by s.application_id, o.ordered_at, l.order_id, l.line_no
