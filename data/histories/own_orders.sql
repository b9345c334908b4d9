-- one row per application in scope and order known before it, with what was known of it by then, without what no feature reads
select
    o.* exclude (customer_id, channel, status, status_at),
    s.application_id as owner,
    case when o.status_at < s.known_before then o.status else 'open' end as status,
    case when o.status_at < s.known_before then o.status_at end as status_at,
    secs_between(o.ordered_at, s.known_before) as seconds_before
from scope as s
join orders as o on o.customer_id = s.customer_id
where coalesce(o.recorded_at, o.ordered_at) < s.known_before and o.ordered_at < s.known_before
order by s.application_id, o.ordered_at, o.order_id
