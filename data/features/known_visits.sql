-- one row per application and visit before it
select
    s.application_no,
    v.visit_no,
    v.visited_at,
    v.is_search,
    v.is_compare,
    v.is_cart,
    secs_between(v.visited_at, s.known_before) <= 90 * 86400 as is_last_90_days,
    v.is_night,
    coalesce(v.followed_at < s.known_before, false) as is_followed
from scope as s
join coded_visits as v on v.customer_no = s.customer_no
where v.visited_at < s.known_before
