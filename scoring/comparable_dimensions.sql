-- one row per group and dimension: where comparable applications' points lie
with members as (
    select g.group_id, d.dimension, d.points
    from fresh.dimensions as d
    join features as f on f.application_id = d.application_id
    join comparable_sizes as g
        on (g.product is null or g.product = f.product) and (g.depth_band is null or g.depth_band = f.depth_band)
)
select
    group_id,
    dimension,
    quantile_cont(points, 0.1) as low,
    quantile_cont(points, 0.5) as middle,
    quantile_cont(points, 0.9) as high
from members
group by group_id, dimension
order by group_id, dimension
