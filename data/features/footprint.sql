-- one row per application: the account, the addresses, and how the application was made
with by_address as (
    select
        application_no,
        address_no,
        count(address_no) as orders,
        max(days_before) as first_used_days,
        max(turn_no) as last_turn_no,
        case when address_no is not null then max(turn_no) end as last_turn_no_there
    from known_orders
    group by application_no, address_no
),
addresses as (
    select
        application_no,
        count(address_no) as address_count,
        ratio(max(orders), sum(orders)) as same_address_share,
        case
            when max(last_turn_no) = max(last_turn_no_there) then max_by(first_used_days, last_turn_no_there)
        end as days_at_current_address
    from by_address
    group by application_no
)
select
    s.application_no,
    secs_between(k.registered_at, s.known_before) / 86400 as account_age_days,
    case when k.registered_at is not null then 1 else 0 end as account_known,
    case when a.address_count > 0 then a.address_count end as address_count,
    a.same_address_share,
    a.days_at_current_address,
    case
        when t.orders is not null
            then least(t.by_desktop, 1) + least(t.by_tablet, 1) + least(t.by_mobile, 1) + least(t.by_unknown, 1)
    end as device_count,
    ratio(
        case s.device_no
            when 1 then t.by_desktop when 2 then t.by_tablet when 3 then t.by_mobile when 4 then t.by_unknown
        end,
        t.by_desktop + t.by_tablet + t.by_mobile + t.by_unknown
    ) as same_device_share,
    s.device as application_device,
    s.os as application_os,
    s.channel as application_channel,
    case
        when not s.has_time_of_day or s.local_applied_at is null then null
        when hour(s.local_applied_at) < 6 then 'night'
        when hour(s.local_applied_at) < 12 then 'morning'
        when hour(s.local_applied_at) < 18 then 'afternoon'
        else 'evening'
    end as application_hour,
    case when s.email_domain is not null then coalesce(h.email_host, 'other') end as email_host,
    case when s.email_has_name then 1 when not s.email_has_name then 0 end as email_has_name,
    case when s.email_has_number then 1 when not s.email_has_number then 0 end as email_has_number,
    case when s.email_lower_case then 1 when not s.email_lower_case then 0 end as email_lower_case,
    case when s.email_typo then 1 when not s.email_typo then 0 end as email_typo,
    case when a.address_count > 0 then 1 else 0 end as address_known
from scope as s
join known_customers as k on k.application_no = s.application_no
left join ref_email_hosts as h on h.email_domain = s.email_domain
left join addresses as a on a.application_no = s.application_no
left join known_totals as t on t.application_no = s.application_no
