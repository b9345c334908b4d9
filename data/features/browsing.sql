-- one row per application: looking before buying
with browsed as (
    select
        application_no,
        count(*) as visit_count,
        count_if(is_cart) as carts,
        count_if(is_followed) as carts_followed,
        ratio(count_if(is_search), count(*)) as search_share,
        ratio(count_if(is_compare), count(*)) as compare_share,
        ratio(count_if(is_night), count(is_night)) as night_visit_share,
        count_if(is_last_90_days) as visit_count_90d
    from known_visits
    group by application_no
)
select
    s.application_no,
    case when s.has_visits then coalesce(b.visit_count, 0) end as visit_count,
    case when s.has_visits then coalesce(b.visit_count_90d, 0) end as visit_count_90d,
    b.search_share,
    b.compare_share,
    b.night_visit_share,
    ratio(b.visit_count, o.orders) as visits_per_order,
    ratio(b.carts - b.carts_followed, b.carts) as cart_abandonment,
    case when b.visit_count is not null then 1 else 0 end as browsing_known
from scope as s
left join browsed as b on b.application_no = s.application_no
left join known_totals as o on o.application_no = s.application_no
