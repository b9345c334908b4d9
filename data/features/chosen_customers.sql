-- the applications of a range of customers; an end that is null is open
select *
from applications
where
    ($first_customer is null or customer_id >= $first_customer)
    and ($next_customer is null or customer_id < $next_customer)
