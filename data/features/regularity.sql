-- one row per application: habits; missing below three orders, where a habit cannot be told from chance
with early as (
    select application_no, turn_no, ordered_at
    from known_orders
    where previous_known_at is not null and previous_at is null
),
followed as (
    select application_no, ordered_at, previous_at
    from known_orders
    union all
    select e.application_no, e.ordered_at, max(p.ordered_at) as previous_at
    from early as e
    join known_orders as p on p.application_no = e.application_no and p.turn_no < e.turn_no
    group by e.application_no, e.turn_no, e.ordered_at
),
gaps as (
    select
        application_no,
        micros(secs_between(previous_at, ordered_at) / 86400 / 1000) as gap_millidays,
        secs_between(previous_at, ordered_at) / 86400 as gap_days
    from followed
),
gapped as (
    select
        application_no,
        count(gap_days) as gaps,
        sum(gap_millidays) as gap_sum,
        sum(squared(gap_millidays)) as gap_squares,
        percentile_cont(0.5) within group (order by gap_days) as gap_median_days,
        max(gap_days) as gap_longest_days
    from gaps
    group by application_no
),
by_brand as (
    select application_no, brand_no, count(*) as lines
    from known_lines
    where brand_no is not null
    group by application_no, brand_no
),
brands as (
    select application_no, ratio(max(lines), sum(lines)) as brand_loyalty
    from by_brand
    group by application_no
),
by_product as (
    select application_no, product_no, count(*) as lines
    from known_lines
    where product_no is not null
    group by application_no, product_no
),
products as (
    select
        application_no,
        ratio(sum(case when lines > 1 then lines else 0 end), sum(lines)) as repeat_product_share
    from by_product
    group by application_no
)
select
    s.application_no,
    case when a.orders >= 3 then g.gap_median_days end as gap_median_days,
    case when a.orders >= 3 then g.gap_longest_days end as gap_longest_days,
    case
        when a.orders >= 3
            then ratio(sqrt(greatest(0, cast(g.gaps * g.gap_squares - squared(g.gap_sum) as double))), g.gap_sum)
    end as gap_variability,
    case
        when a.orders >= 3
            then ratio(
                greatest(
                    a.on_monday, a.on_tuesday, a.on_wednesday, a.on_thursday, a.on_friday, a.on_saturday, a.on_sunday
                ),
                a.orders
            )
    end as same_weekday_share,
    case
        when a.kept >= 3
            then ratio(
                sqrt(greatest(0, cast(a.kept * a.kept_squares - squared(a.kept_amount) as double))), a.kept_amount
            )
    end as spend_variability,
    case when a.orders >= 3 then ratio(c.largest, c.amount) end as category_loyalty,
    case when a.orders >= 3 then b.brand_loyalty end as brand_loyalty,
    case when a.orders >= 3 then p.repeat_product_share end as repeat_product_share,
    ratio(a.discounted, a.orders) as discount_order_share,
    ratio(a.discount, a.list_price) as discount_depth,
    case when a.orders >= 3 then 1 else 0 end as regularity_known
from scope as s
left join known_totals as a on a.application_no = s.application_no
left join gapped as g on g.application_no = s.application_no
left join known_spending as c on c.application_no = s.application_no
left join brands as b on b.application_no = s.application_no
left join products as p on p.application_no = s.application_no
