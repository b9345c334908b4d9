-- one row per application in scope and order known before it, with what was known of it by then, without what no feature
-- reads; its place in the table is found first, for a quarter of what it takes to read all columns along the way
with places as materialized (
    select s.application_id, s.known_before, o.rowid as place
    from scope as s
    join orders as o on o.customer_id = s.customer_id
)
select
    o.* exclude (customer_id, channel, status, status_at),
    p.application_id as owner,
    case when o.status_at < p.known_before then o.status else 'open' end as status,
    case when o.status_at < p.known_before then o.status_at end as status_at,
    secs_between(o.ordered_at, p.known_before) as seconds_before
from places as p
join orders as o on o.rowid = p.place
where coalesce(o.recorded_at, o.ordered_at) < p.known_before and o.ordered_at < p.known_before
order by p.application_id, o.ordered_at, o.order_id
