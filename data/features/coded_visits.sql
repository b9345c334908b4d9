-- one row per visit of a range of customers, in numbers; followed_at is when an order within a day of a filled cart was
-- known first
with asked as (
    select customer_no, customer_id
    from coded_customers
    where
        ($first_customer is null or customer_id >= $first_customer)
        and ($next_customer is null or customer_id < $next_customer)
),
numbered as (
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
),
followed as (
    select v.rowid as visit_no, min(o.known_at) as followed_at
    from visits as v
    join asked as c on c.customer_id = v.customer_id
    join coded_orders as o
        on o.customer_no = c.customer_no
        and o.ordered_at >= v.visited_at
        and o.ordered_at < v.visited_at + interval '1' day
    where v.action = 'cart'
        and ($first_customer is null or v.customer_id >= $first_customer)
        and ($next_customer is null or v.customer_id < $next_customer)
    group by v.rowid
)
select n.*, f.followed_at
from numbered as n
left join followed as f on f.visit_no = n.visit_no
