-- one row per application: what is bought, by share of the amount
with bought as (
    select
        application_id,
        count(*) as lines,
        count(distinct order_id) as orders,
        sum(quantity) as items,
        sum(line_amount) as amount,
        sum(case when is_necessity then line_amount else 0 end) as necessity,
        sum(case when is_luxury then line_amount else 0 end) as luxury,
        sum(case when is_food_household then line_amount else 0 end) as food_household,
        sum(case when is_electronics then line_amount else 0 end) as electronics,
        sum(case when is_entertainment then line_amount else 0 end) as entertainment,
        sum(case when is_home then line_amount else 0 end) as home,
        sum(case when is_bills then line_amount else 0 end) as bills,
        percentile_cont(0.5) within group (order by unit_price) as unit_price_median
    from known_lines
    group by application_id
),
by_category as (
    select application_id, category, sum(line_amount) as amount
    from known_lines
    group by application_id, category
),
shares as (
    select c.application_id, ratio(c.amount, b.amount) as share
    from by_category as c
    join bought as b on b.application_id = c.application_id
    where c.amount > 0
),
spread as (
    select
        application_id,
        cast(sum(micros(-share * ln(share))) as double) / 1e6 as category_entropy,
        count(*) as category_count
    from shares
    group by application_id
)
select
    s.application_id,
    e.category_count,
    e.category_entropy,
    ratio(b.necessity, b.amount) as necessity_share,
    ratio(b.luxury, b.amount) as luxury_share,
    ratio(b.food_household, b.amount) as food_household_share,
    ratio(b.electronics, b.amount) as electronics_share,
    ratio(b.entertainment, b.amount) as entertainment_share,
    ratio(b.home, b.amount) as home_share,
    ratio(b.bills, b.amount) as bills_share,
    ratio(b.items, b.orders) as items_per_order,
    b.unit_price_median
from scope as s
left join bought as b on b.application_id = s.application_id
left join spread as e on e.application_id = s.application_id
