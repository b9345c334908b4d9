-- one row per application of a range of customers: its features; an end that is null is open
select *
from features
where
    ($first_customer is null or customer_id >= $first_customer)
    and ($next_customer is null or customer_id < $next_customer)
order by customer_id, application_id
