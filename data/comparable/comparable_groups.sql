-- one row per product and depth band: the group its applications are compared with, of at least
-- $least applications: the same product and depth, else the product, else all
with sizes as (
    select product, depth_band, count(*) as applications
    from features
    group by product, depth_band
),
products as (
    select product, sum(applications) as applications
    from sizes
    group by product
)
select
    s.product,
    s.depth_band,
    case
        when s.applications >= $least then s.product || '/' || s.depth_band
        when p.applications >= $least then s.product
        else 'all'
    end as group_id
from sizes as s
join products as p on p.product = s.product
order by s.product, s.depth_band
