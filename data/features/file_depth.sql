-- one row per application: how much there is to go by
with counted as (
    select
        application_id,
        count(*) as order_count,
        count(distinct year(local_at) * 12 + month(local_at)) as active_months,
        min(days_before) as days_since_last_order,
        max(days_before) as history_days,
        count_if(is_last_90_days) as order_count_90d
    from known_orders
    group by application_id
)
select
    s.application_id,
    coalesce(c.order_count, 0) as order_count,
    coalesce(c.active_months, 0) as active_months,
    coalesce(c.order_count_90d, 0) as order_count_90d,
    c.days_since_last_order,
    c.history_days,
    c.order_count * 30 / greatest(c.history_days, 30) as orders_per_month,
    ratio(c.active_months, floor(c.history_days / 30) + 1) as active_month_share,
    case when c.order_count is not null then 1 else 0 end as file_depth_known
from scope as s
left join counted as c on c.application_id = s.application_id
