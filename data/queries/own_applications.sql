-- one row per application of a shopper up to a moment
select *
from applications
where customer_id = $customer_id and applied_at <= $before
order by applied_at, application_id
