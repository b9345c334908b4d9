-- one row per known order, as people read it: what pages show and flags that features count by, no more
select
    o.order_id,
    o.ordered_at,
    local_time(o.ordered_at, o.utc_offset_minutes) as local_at,
    o.device,
    o.payment_method,
    case when k.is_settled then o.status else 'open' end as status,
    lead(k.order_no) over in_order is null as is_latest,
    lag(k.order_no) over in_order is null as is_first,
    true as is_order,
    k.is_returned or k.is_cancelled or k.is_refused as is_unsuccessful,
    o.payment_method is not null as is_paid_by_known,
    k.* exclude (
        order_no, ordered_at, days_before, discount, turn_no, previous_at, previous_known_at, month_no, month_bit,
        hour_cosine, hour_sine, payment_no, payment_bit, device_no, address_no, has_lines
    )
from known_orders as k
join scope as s on s.application_no = k.application_no
join orders as o on o.customer_id = s.customer_id and o.rowid = k.order_no
window in_order as (partition by k.application_no order by k.ordered_at, k.order_no)
order by o.ordered_at, o.order_id
