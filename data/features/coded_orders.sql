-- one row per order of a range of customers: all of it that no application changes, in numbers; order_no is its row in
-- `orders`, address_no a hash that two addresses of one shopper share once in 10^15 shoppers; month_bit and payment_bit
-- stand for the month and the way of paying where 63 bits suffice; turn_no is its place among the customer's orders by
-- time, previous_known_at is there if later than known_at
with about as (
    select
        b.time_precision <> 'day' as has_time_of_day,
        min(p.big_ticket_floor) as big_ticket_floor,
        min(year(b.as_of) * 12 + month(b.as_of)) + 1 as last_month_no
    from book as b
    left join ref_price_bands as p on p.currency = b.currency
    group by b.time_precision
),
hours as (
    select
        cast(range as integer) as hour_of_day,
        cast(micros(cos(range * 2 * pi() / 24)) as integer) as hour_cosine,
        cast(micros(sin(range * 2 * pi() / 24)) as integer) as hour_sine
    from range(24)
),
asked as (
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
        o.*,
        local_time(o.ordered_at, o.utc_offset_minutes) as local_at,
        year(local_at) * 12 + month(local_at) as month_no
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
),
numbered as (
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
        cast(p.month_no as integer) as month_no,
        case
            when p.month_no between a.last_month_no - 62 and a.last_month_no
                then cast(1 as bigint) << cast(a.last_month_no - p.month_no as integer)
        end as month_bit,
        cast(weekday_of(p.local_at) as integer) as weekday,
        h.hour_of_day,
        h.hour_cosine,
        h.hour_sine,
        d.is_after_payday,
        d.is_festival,
        m.code as payment_no,
        case when m.code <= 63 then cast(1 as bigint) << (m.code - 1) end as payment_bit,
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
    left join hours as h on a.has_time_of_day and h.hour_of_day = hour(p.local_at)
    left join calendar as d on d.local_date = cast(p.local_at as date)
    left join codes as m on m.kind = 'payment_method' and m.given_text = p.payment_method
    left join filled as f on f.order_no = p.order_no
)
select
    *,
    cast(row_number() over of_customer as integer) as turn_no,
    lag(ordered_at) over of_customer as previous_at,
    case
        when lag(known_at) over of_customer > known_at then lag(known_at) over of_customer
    end as previous_known_at
from numbered
window of_customer as (partition by customer_no order by ordered_at, order_no)
