-- one row per visit of a range of customers, in numbers
with asked as (
    select customer_no, customer_id
    from coded_customers
    where
        ($first_customer is null or customer_id >= $first_customer)
        and ($next_customer is null or customer_id < $next_customer)
)
select
    c.customer_no,
    v.rowid as visit_no,
    v.visited_at,
    case
        when b.time_precision <> 'day' then hour(local_time(v.visited_at, v.utc_offset_minutes)) < 6
    end as is_night,
    v.action = 'search' as is_search,
    v.action = 'compare' as is_compare,
    v.action = 'cart' as is_cart
from visits as v
join asked as c on c.customer_id = v.customer_id
cross join book as b
where
    ($first_customer is null or v.customer_id >= $first_customer)
    and ($next_customer is null or v.customer_id < $next_customer)
