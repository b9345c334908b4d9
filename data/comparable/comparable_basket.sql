-- one row per group and category: its share of the amount the group bought
with members as (
    select product || '/' || depth_band as group_id, category, amount from basket_counts
    union all
    select product, category, amount from basket_counts
    union all
    select 'all', category, amount from basket_counts
),
summed as (
    select group_id, category, sum(amount) as amount
    from members
    group by group_id, category
)
select
    group_id,
    category,
    cast(amount as double) / nullif(cast(sum(amount) over (partition by group_id) as double), 0) as share
from summed
where group_id in (select group_id from comparable_groups)
order by group_id, category
