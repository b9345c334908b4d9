-- one row per lender, product, depth band, dimension and whole point: applications that have it
select
    f.lender_id,
    f.product,
    f.depth_band,
    d.dimension,
    cast(round(d.points) as integer) as points,
    count(*) as applications
from fresh.dimensions as d
join features as f on f.application_id = d.application_id
group by f.lender_id, f.product, f.depth_band, d.dimension, round(d.points)
order by f.lender_id, f.product, f.depth_band, d.dimension, points
