-- one row per known visit, as people read it; sensitive categories are not told
select
    v.visit_id,
    v.visited_at,
    local_time(v.visited_at, v.utc_offset_minutes) as local_at,
    v.action,
    c.category,
    true as is_visit,
    k.* exclude (visited_at)
from known_visits as k
join scope as s on s.application_no = k.application_no
join visits as v on v.customer_id = s.customer_id and v.rowid = k.visit_no
left join coded_categories as c on c.category = v.category
order by v.visited_at, v.visit_id
