-- one row per application and order known before it, with what the order was, as far as known by then
with placed as (
    select
        s.application_no,
        s.known_before,
        o.*,
        coalesce(o.settled_at < s.known_before, false) as is_settled,
        secs_between(o.ordered_at, s.known_before) / 86400 as days_before
    from scope as s
    join coded_orders as o on o.customer_no = s.customer_no
    where o.known_at < s.known_before
)
select
    application_no,
    order_no,
    ordered_at,
    days_before,
    amount,
    discount,
    turn_no,
    case when previous_known_at >= known_before then null else previous_at end as previous_at,
    previous_known_at,
    month_no,
    month_bit,
    weekday,
    hour_of_day,
    hour_cosine,
    hour_sine,
    payment_no,
    payment_bit,
    device_no,
    address_no,
    has_lines,
    not is_settled or not (ends_returned or ends_cancelled or ends_refused) as is_kept,
    is_settled,
    is_settled and ends_returned as is_returned,
    is_settled and ends_cancelled as is_cancelled,
    is_settled and ends_refused as is_refused,
    days_before <= 90 as is_last_90_days,
    days_before <= 180 and (not is_settled or not (ends_returned or ends_cancelled or ends_refused))
        as is_recent_spend,
    days_before <= 90 and (not is_settled or not (ends_returned or ends_cancelled or ends_refused))
        as is_latest_spend,
    discount > 0 as is_discounted,
    case
        when is_large is not null
            then is_large and (not is_settled or not (ends_returned or ends_cancelled or ends_refused))
    end as is_big_ticket,
    hour_of_day < 6 as is_night,
    hour_of_day >= 18 as is_evening,
    case when hour_of_day is not null then weekday < 5 and hour_of_day >= 9 and hour_of_day < 17 end
        as is_working_hours,
    weekday >= 5 as is_weekend,
    is_after_payday,
    is_festival,
    is_pay_later,
    is_cash_on_delivery,
    is_bank_paid,
    is_instalment
from placed
