-- one row per application and order known before it, with what the order was, as far as known by then
with placed as (
    select
        s.application_id,
        s.has_time_of_day,
        s.known_before,
        s.big_ticket_floor,
        o.order_id,
        o.ordered_at,
        local_time(o.ordered_at, o.utc_offset_minutes) as local_at,
        o.amount,
        coalesce(o.discount, 0) as discount,
        o.channel,
        o.device,
        o.payment_method,
        o.instalment_count,
        o.delivery_address_id,
        case when o.status_at < s.known_before then o.status else 'open' end as status,
        secs_between(o.ordered_at, s.known_before) / 86400 as days_before
    from scope as s
    join orders as o on o.customer_id = s.customer_id
    where coalesce(o.recorded_at, o.ordered_at) < s.known_before and o.ordered_at < s.known_before
)
select
    p.application_id,
    p.order_id,
    p.ordered_at,
    p.local_at,
    p.amount,
    p.discount,
    p.channel,
    p.device,
    p.payment_method,
    p.instalment_count,
    p.delivery_address_id,
    p.status,
    p.days_before,
    lead(p.ordered_at) over (partition by p.application_id order by p.ordered_at, p.order_id) is null as is_latest,
    lag(p.ordered_at) over (partition by p.application_id order by p.ordered_at, p.order_id) is null as is_first,
    lag(p.ordered_at) over (partition by p.application_id order by p.ordered_at, p.order_id) as previous_at,
    weekday_of(p.local_at) as weekday,
    case when p.has_time_of_day then hour(p.local_at) end as hour_of_day,
    true as is_order,
    p.status in ('open', 'completed') as is_kept,
    p.status <> 'open' as is_settled,
    p.status = 'returned' as is_returned,
    p.status = 'cancelled' as is_cancelled,
    p.status = 'refused' as is_refused,
    p.status in ('returned', 'cancelled', 'refused') as is_unsuccessful,
    p.payment_method is not null as is_paid_by_known,
    p.days_before <= 90 as is_last_90_days,
    p.days_before <= 180 and p.status in ('open', 'completed') as is_recent_spend,
    p.days_before <= 90 and p.status in ('open', 'completed') as is_latest_spend,
    p.discount > 0 as is_discounted,
    case
        when p.big_ticket_floor is not null
            then p.status in ('open', 'completed') and p.amount >= p.big_ticket_floor
    end as is_big_ticket,
    case when p.has_time_of_day then hour(p.local_at) < 6 end as is_night,
    case when p.has_time_of_day then hour(p.local_at) >= 18 end as is_evening,
    case
        when p.has_time_of_day then weekday_of(p.local_at) < 5 and hour(p.local_at) >= 9 and hour(p.local_at) < 17
    end as is_working_hours,
    weekday_of(p.local_at) >= 5 as is_weekend,
    c.is_after_payday,
    c.is_festival,
    p.payment_method = 'pay_later' as is_pay_later,
    p.payment_method = 'cash_on_delivery' as is_cash_on_delivery,
    p.payment_method in ('card', 'bank_transfer') as is_bank_paid,
    coalesce(p.instalment_count, 1) > 1 as is_instalment,
    p.device = 'mobile' as is_mobile
from placed as p
left join calendar as c on c.local_date = cast(p.local_at as date)
