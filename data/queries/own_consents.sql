-- one row per consent that a shopper gave up to a moment
select *
from consents
where customer_id = $customer_id and granted_at <= $before
order by granted_at, purpose
