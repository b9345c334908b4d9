-- one row per order of a range of customers: all of it that no application changes, in numbers; order_no is its row in
-- `orders`, address_no a hash that two addresses of one shopper share once in 10^15 shoppers
with about as (
    select b.time_precision <> 'day' as has_time_of_day, min(p.big_ticket_floor) as big_ticket_floor
    from book as b
    left join ref_price_bands as p on p.currency = b.currency
    group by b.time_precision
),
asked as (
    select customer_no, customer_id
    from coded_customers
    where
        ($first_customer is null or customer_id >= $first_customer)
        and ($next_customer is null or customer_id < $next_customer)
),
placed as (
    select c.customer_no, o.rowid as order_no, o.*, local_time(o.ordered_at, o.utc_offset_minutes) as local_at
    from orders as o
    join asked as c on c.customer_id = o.customer_id
    where
        ($first_customer is null or o.customer_id >= $first_customer)
        and ($next_customer is null or o.customer_id < $next_customer)
),
filled as (
    select distinct l.order_no
    from coded_lines as l
    join asked as c on c.customer_no = l.customer_no
)
select
    p.customer_no,
    p.order_no,
    p.ordered_at,
    greatest(p.ordered_at, coalesce(p.recorded_at, p.ordered_at)) as known_at,
    case when p.status <> 'open' then p.status_at end as settled_at,
    p.status = 'returned' as ends_returned,
    p.status = 'cancelled' as ends_cancelled,
    p.status = 'refused' as ends_refused,
    p.amount,
    coalesce(p.discount, 0) as discount,
    p.amount >= a.big_ticket_floor as is_large,
    cast(year(p.local_at) * 12 + month(p.local_at) as integer) as month_no,
    cast(weekday_of(p.local_at) as integer) as weekday,
    case when a.has_time_of_day then cast(hour(p.local_at) as integer) end as hour_of_day,
    d.is_after_payday,
    d.is_festival,
    m.code as payment_no,
    p.payment_method = 'pay_later' as is_pay_later,
    p.payment_method = 'cash_on_delivery' as is_cash_on_delivery,
    p.payment_method in ('card', 'bank_transfer') as is_bank_paid,
    coalesce(p.instalment_count, 1) > 1 as is_instalment,
    case p.device when 'desktop' then 1 when 'tablet' then 2 when 'mobile' then 3 when 'unknown' then 4 end
        as device_no,
    case when p.delivery_address_id is not null then cast(hash(p.delivery_address_id) >> 1 as bigint) end
        as address_no,
    f.order_no is not null as has_lines
from placed as p
cross join about as a
left join calendar as d on d.local_date = cast(p.local_at as date)
left join codes as m on m.kind = 'payment_method' and m.given_text = p.payment_method
left join filled as f on f.order_no = p.order_no
