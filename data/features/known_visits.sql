-- one row per application and visit before it; sensitive categories are never read
select
    s.application_id,
    v.visit_id,
    v.visited_at,
    local_time(v.visited_at, v.utc_offset_minutes) as local_at,
    v.action,
    case when not c.is_sensitive then v.category end as category,
    true as is_visit,
    v.action = 'search' as is_search,
    v.action = 'view' as is_view,
    v.action = 'compare' as is_compare,
    v.action = 'cart' as is_cart,
    secs_between(v.visited_at, s.known_before) <= 90 * 86400 as is_last_90_days,
    case when s.has_time_of_day then hour(local_time(v.visited_at, v.utc_offset_minutes)) < 6 end as is_night
from scope as s
join visits as v on v.customer_id = s.customer_id
left join ref_categories as c on c.category = v.category
where v.visited_at < s.known_before
