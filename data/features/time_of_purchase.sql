-- one row per application: when the shopper buys, in the shopper's own local time
with timed as (
    select
        application_no,
        ratio(count_if(is_night), count(is_night)) as night_order_share,
        ratio(count_if(is_evening), count(is_evening)) as evening_order_share,
        ratio(count_if(is_working_hours), count(is_working_hours)) as working_hours_share,
        ratio(count_if(is_weekend), count(*)) as weekend_order_share,
        ratio(count_if(is_after_payday), count(*)) as after_payday_share,
        ratio(count_if(is_festival), count(*)) as festival_order_share,
        count(hour_of_day) as timed_orders,
        sum(micros(cos(hour_of_day * 2 * pi() / 24))) as cosine_sum,
        sum(micros(sin(hour_of_day * 2 * pi() / 24))) as sine_sum
    from known_orders
    group by application_no
),
night_spend as (
    select
        application_no,
        ratio(sum(case when is_night then amount else 0 end), sum(case when is_night is not null then amount end))
            as night_spend_share
    from known_orders
    where is_kept
    group by application_no
)
select
    s.application_no,
    t.night_order_share,
    n.night_spend_share,
    t.evening_order_share,
    t.working_hours_share,
    t.weekend_order_share,
    t.after_payday_share,
    t.festival_order_share,
    case
        when t.timed_orders >= 3
            then 1 - ratio(sqrt(cast(squared(t.cosine_sum) + squared(t.sine_sum) as double)) / 1e6, t.timed_orders)
    end as hour_dispersion,
    case when t.timed_orders > 0 then 1 else 0 end as time_of_purchase_known
from scope as s
left join timed as t on t.application_no = s.application_no
left join night_spend as n on n.application_no = s.application_no
