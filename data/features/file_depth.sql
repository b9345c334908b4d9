-- one row per application: how much there is to go by
with by_month as (
    select
        application_no,
        month_no,
        count(*) as orders,
        min(days_before) as latest_days,
        max(days_before) as first_days,
        count_if(is_last_90_days) as orders_90d
    from known_orders
    group by application_no, month_no
),
counted as (
    select
        application_no,
        sum(orders) as order_count,
        count(*) as active_months,
        min(latest_days) as days_since_last_order,
        max(first_days) as history_days,
        sum(orders_90d) as order_count_90d
    from by_month
    group by application_no
)
select
    s.application_no,
    coalesce(c.order_count, 0) as order_count,
    coalesce(c.active_months, 0) as active_months,
    coalesce(c.order_count_90d, 0) as order_count_90d,
    c.days_since_last_order,
    c.history_days,
    c.order_count * 30 / greatest(c.history_days, 30) as orders_per_month,
    ratio(c.active_months, floor(c.history_days / 30) + 1) as active_month_share,
    case when c.order_count is not null then 1 else 0 end as file_depth_known
from scope as s
left join counted as c on c.application_no = s.application_no
