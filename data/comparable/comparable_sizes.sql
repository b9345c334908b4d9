-- one row per group of comparable shoppers: who is in it and how many
with sizes as (
    select product, depth_band, count(*) as applications
    from features
    group by product, depth_band
),
members as (
    select product || '/' || depth_band as group_id, product, depth_band, applications from sizes
    union all
    select product, product, null, applications from sizes
    union all
    select 'all', null, null, applications from sizes
)
select
    m.group_id,
    min(m.product) as product,
    min(m.depth_band) as depth_band,
    cast(sum(m.applications) as bigint) as applications
from members as m
where m.group_id in (select group_id from comparable_groups)
group by m.group_id
order by m.group_id
