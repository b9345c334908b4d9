-- one row per line of the orders that a shopper placed before a moment
select l.*
from order_lines as l
join orders as o on o.customer_id = l.customer_id and o.order_id = l.order_id
where l.customer_id = $customer_id and o.ordered_at < $before
order by l.order_id, l.line_no
