-- one row per bureau pull of a shopper before a moment
select *
from bureau
where customer_id = $customer_id and pulled_at < $before
order by pulled_at, agency
