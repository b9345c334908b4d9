-- one row per application: how much there is to go by
select
    s.application_no,
    coalesce(t.orders, 0) as order_count,
    coalesce(t.months, 0) as active_months,
    coalesce(t.orders_90d, 0) as order_count_90d,
    t.latest_days as days_since_last_order,
    t.first_days as history_days,
    t.orders * 30 / greatest(t.first_days, 30) as orders_per_month,
    ratio(t.months, floor(t.first_days / 30) + 1) as active_month_share,
    case when t.orders is not null then 1 else 0 end as file_depth_known
from scope as s
left join known_totals as t on t.application_no = s.application_no
