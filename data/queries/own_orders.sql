-- one row per order that a shopper placed before a moment
select *
from orders
where customer_id = $customer_id and ordered_at < $before
order by ordered_at, order_id
