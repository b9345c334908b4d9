-- one row per application in scope and visit before it, without what no feature reads; its place in the table is found
-- first, as in `own_orders`
with places as materialized (
    select s.application_id, s.known_before, v.rowid as place
    from scope as s
    join visits as v on v.customer_id = s.customer_id
)
select
    v.* exclude (customer_id, visit_id, category),
    p.application_id as owner,
    secs_between(v.visited_at, p.known_before) as seconds_before
from places as p
join visits as v on v.rowid = p.place
where v.visited_at < p.known_before
order by p.application_id, v.visited_at, v.visit_id
