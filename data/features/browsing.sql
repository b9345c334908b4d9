-- one row per application: looking before buying
with carts as (
    select v.application_id, v.visit_id, count(o.order_id) as orders_within_a_day
    from known_visits as v
    left join known_orders as o
        on o.application_id = v.application_id
        and o.ordered_at >= v.visited_at
        and o.ordered_at < v.visited_at + interval '1' day
    where v.is_cart
    group by v.application_id, v.visit_id
),
abandoned as (
    select application_id, ratio(count_if(orders_within_a_day = 0), count(*)) as cart_abandonment
    from carts
    group by application_id
),
browsed as (
    select
        application_id,
        count(*) as visit_count,
        ratio(count_if(is_search), count(*)) as search_share,
        ratio(count_if(is_compare), count(*)) as compare_share,
        ratio(count_if(is_night), count(is_night)) as night_visit_share,
        count_if(is_last_90_days) as visit_count_90d
    from known_visits
    group by application_id
),
ordered as (
    select application_id, count(*) as orders
    from known_orders
    group by application_id
)
select
    s.application_id,
    case when s.has_visits then coalesce(b.visit_count, 0) end as visit_count,
    case when s.has_visits then coalesce(b.visit_count_90d, 0) end as visit_count_90d,
    b.search_share,
    b.compare_share,
    b.night_visit_share,
    ratio(b.visit_count, o.orders) as visits_per_order,
    a.cart_abandonment,
    case when b.visit_count is not null then 1 else 0 end as browsing_known
from scope as s
left join browsed as b on b.application_id = s.application_id
left join ordered as o on o.application_id = s.application_id
left join abandoned as a on a.application_id = s.application_id
