-- one row per application and visit before it
select
    s.application_id,
    v.visit_id,
    v.visited_at,
    local_time(v.visited_at, v.utc_offset_minutes) as local_at,
    v.action,
    v.category,
    true as is_visit,
    v.action = 'search' as is_search,
    v.action = 'view' as is_view,
    v.action = 'compare' as is_compare,
    v.action = 'cart' as is_cart,
    secs_between(v.visited_at, s.known_before) <= 90 * 86400 as is_last_90_days,
    case when s.has_time_of_day then hour(local_time(v.visited_at, v.utc_offset_minutes)) < 6 end as is_night
from scope as s
join visits as v on v.customer_id = s.customer_id
where v.visited_at < s.known_before
