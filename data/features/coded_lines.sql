-- one row per order line of a range of customers, in numbers, with when its order is known and falls away; sensitive
-- categories are left out
with asked as (
    select customer_no, customer_id
    from coded_customers
    where
        ($first_customer is null or customer_id >= $first_customer)
        and ($next_customer is null or customer_id < $next_customer)
),
placed as (
    select
        c.customer_no,
        o.rowid as order_no,
        o.order_id,
        greatest(o.ordered_at, coalesce(o.recorded_at, o.ordered_at)) as known_at,
        case when o.status in ('cancelled', 'refused') then o.status_at end as dropped_at
    from orders as o
    join asked as c on c.customer_id = o.customer_id
    where
        ($first_customer is null or o.customer_id >= $first_customer)
        and ($next_customer is null or o.customer_id < $next_customer)
)
select
    o.customer_no,
    o.order_no,
    o.known_at,
    o.dropped_at,
    k.category_no,
    p.code as product_no,
    b.code as brand_no,
    l.quantity,
    l.unit_price
from order_lines as l
join placed as o on o.order_id = l.order_id
join coded_categories as k on k.category = l.category
left join codes as p on p.kind = 'product' and p.given_text = l.product_id
left join codes as b on b.kind = 'brand' and b.given_text = l.brand
where
    ($first_customer is null or l.customer_id >= $first_customer)
    and ($next_customer is null or l.customer_id < $next_customer)
