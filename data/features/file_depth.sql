-- one row per application: how much there is to go by
with early as (
    select application_no, count(distinct month_no) as months
    from known_orders
    where month_bit is null
    group by application_no
),
months as (
    select t.application_no, coalesce(bit_count(t.month_bits), 0) + coalesce(e.months, 0) as months
    from known_totals as t
    left join early as e on e.application_no = t.application_no
)
select
    s.application_no,
    coalesce(t.orders, 0) as order_count,
    coalesce(m.months, 0) as active_months,
    coalesce(t.orders_90d, 0) as order_count_90d,
    t.latest_days as days_since_last_order,
    t.first_days as history_days,
    t.orders * 30 / greatest(t.first_days, 30) as orders_per_month,
    ratio(m.months, floor(t.first_days / 30) + 1) as active_month_share,
    case when t.orders is not null then 1 else 0 end as file_depth_known
from scope as s
left join known_totals as t on t.application_no = s.application_no
left join months as m on m.application_no = s.application_no
