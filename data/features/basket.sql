-- one row per application: what is bought, by share of the amount
with bought as (
    select
        application_no,
        sum(quantity) as items,
        percentile_cont(0.5) within group (order by unit_price) as unit_price_median
    from known_lines
    group by application_no
),
shares as (
    select k.application_no, ratio(k.amount, b.amount) as share
    from known_categories as k
    join known_spending as b on b.application_no = k.application_no
    where k.amount > 0
),
spread as (
    select application_no, cast(sum(micros(-share * ln(share))) as double) / 1e6 as category_entropy
    from shares
    group by application_no
)
select
    s.application_no,
    case when e.category_entropy is not null then b.category_count end as category_count,
    e.category_entropy,
    ratio(b.necessity, b.amount) as necessity_share,
    ratio(b.luxury, b.amount) as luxury_share,
    ratio(b.food_household, b.amount) as food_household_share,
    ratio(b.electronics, b.amount) as electronics_share,
    ratio(b.entertainment, b.amount) as entertainment_share,
    ratio(b.home, b.amount) as home_share,
    ratio(b.bills, b.amount) as bills_share,
    ratio(l.items, t.orders_with_lines) as items_per_order,
    l.unit_price_median
from scope as s
left join bought as l on l.application_no = s.application_no
left join known_totals as t on t.application_no = s.application_no
left join known_spending as b on b.application_no = s.application_no
left join spread as e on e.application_no = s.application_no
