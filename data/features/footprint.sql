-- one row per application: the account, the addresses, and how the application was made
with by_address as (
    select application_id, delivery_address_id, count(*) as orders, max(days_before) as first_used_days
    from known_orders
    where delivery_address_id is not null
    group by application_id, delivery_address_id
),
addresses as (
    select
        application_id,
        count(*) as address_count,
        ratio(max(orders), sum(orders)) as same_address_share
    from by_address
    group by application_id
),
current_address as (
    select o.application_id, a.first_used_days as days_at_current_address
    from known_orders as o
    join by_address as a
        on a.application_id = o.application_id and a.delivery_address_id = o.delivery_address_id
    where o.is_latest
),
devices as (
    select
        o.application_id,
        count(distinct o.device) as device_count,
        ratio(sum(case when o.device = s.device then 1 else 0 end), count(o.device)) as same_device_share
    from known_orders as o
    join scope as s on s.application_id = o.application_id
    group by o.application_id
)
select
    s.application_id,
    secs_between(k.registered_at, s.known_before) / 86400 as account_age_days,
    case when k.registered_at is not null then 1 else 0 end as account_known,
    a.address_count,
    a.same_address_share,
    c.days_at_current_address,
    d.device_count,
    case when s.device is not null then d.same_device_share end as same_device_share,
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
    case when a.address_count is not null then 1 else 0 end as address_known
from scope as s
join known_customers as k on k.application_id = s.application_id
left join ref_email_hosts as h on h.email_domain = s.email_domain
left join addresses as a on a.application_id = s.application_id
left join current_address as c on c.application_id = s.application_id
left join devices as d on d.application_id = s.application_id
