-- one row per application in scope and visit before it, without what no feature reads
select
    v.* exclude (customer_id, visit_id, category),
    s.application_id as owner,
    secs_between(v.visited_at, s.known_before) as seconds_before
from scope as s
join visits as v on v.customer_id = s.customer_id
where v.visited_at < s.known_before
order by s.application_id, v.visited_at, v.visit_id
