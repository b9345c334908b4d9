-- one row: the account of a shopper
select *
from customers
where customer_id = $customer_id and (registered_at is null or registered_at <= $before)
