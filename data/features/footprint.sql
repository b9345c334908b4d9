-- one row per application: the account, the addresses, and how the application was made
with by_address as (
    select application_no, address_no, count(*) as orders, max(days_before) as first_used_days
    from known_orders
    where address_no is not null
    group by application_no, address_no
),
addresses as (
    select
        application_no,
        count(*) as address_count,
        ratio(max(orders), sum(orders)) as same_address_share
    from by_address
    group by application_no
),
latest_at as (
    select application_no, max(ordered_at) as ordered_at
    from known_orders
    group by application_no
),
latest as (
    select o.application_no, max(o.order_no) as order_no
    from latest_at as l
    join known_orders as o on o.application_no = l.application_no and o.ordered_at = l.ordered_at
    group by o.application_no
),
current_address as (
    select o.application_no, a.first_used_days as days_at_current_address
    from latest as l
    join known_orders as o on o.application_no = l.application_no and o.order_no = l.order_no
    join by_address as a on a.application_no = o.application_no and a.address_no = o.address_no
),
devices as (
    select
        o.application_no,
        count(distinct o.device_no) as device_count,
        ratio(sum(case when o.device_no = s.device_no then 1 else 0 end), count(o.device_no)) as same_device_share
    from known_orders as o
    join scope as s on s.application_no = o.application_no
    group by o.application_no
)
select
    s.application_no,
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
join known_customers as k on k.application_no = s.application_no
left join ref_email_hosts as h on h.email_domain = s.email_domain
left join addresses as a on a.application_no = s.application_no
left join current_address as c on c.application_no = s.application_no
left join devices as d on d.application_no = s.application_no
