-- one row per application: when the shopper buys, in the shopper's own local time
select
    s.application_no,
    ratio(t.at_night, t.timed) as night_order_share,
    -- a book says the hour of all its orders, or of none
    case when t.timed > 0 then ratio(t.night_amount, t.kept_amount) end as night_spend_share,
    ratio(t.in_evening, t.timed) as evening_order_share,
    ratio(t.in_working_hours, t.timed) as working_hours_share,
    ratio(t.on_saturday + t.on_sunday, t.orders) as weekend_order_share,
    ratio(t.after_payday, t.orders) as after_payday_share,
    ratio(t.in_festivals, t.orders) as festival_order_share,
    case
        when t.timed >= 3
            then 1 - ratio(sqrt(cast(squared(t.cosine_sum) + squared(t.sine_sum) as double)) / 1e6, t.timed)
    end as hour_dispersion,
    case when t.timed > 0 then 1 else 0 end as time_of_purchase_known
from scope as s
left join known_totals as t on t.application_no = s.application_no
