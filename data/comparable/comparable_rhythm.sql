-- one row per group, weekday and hour: its share of the group's orders
with members as (
    select product || '/' || depth_band as group_id, weekday, hour, orders from rhythm_counts
    union all
    select product, weekday, hour, orders from rhythm_counts
    union all
    select 'all', weekday, hour, orders from rhythm_counts
),
summed as (
    select group_id, weekday, hour, sum(orders) as orders
    from members
    group by group_id, weekday, hour
)
select
    group_id,
    weekday,
    hour,
    cast(orders as bigint) as orders,
    orders / sum(orders) over (partition by group_id) as share
from summed
where group_id in (select group_id from comparable_groups)
order by group_id, weekday, hour
