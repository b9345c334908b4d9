-- one row per dimension: the points that a tenth, half and nine tenths of comparable applicants do
-- not exceed
with theirs as (
    select dimension, points, sum(applications) as applications
    from scores.comparable_dimensions
    where
        ($product is null or product = $product)
        and ($depth_band is null or depth_band = $depth_band)
        and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), lender_id))
    group by dimension, points
),
ranked as (
    select
        dimension,
        points,
        sum(applications) over (partition by dimension order by points) as up_to,
        sum(applications) over (partition by dimension) as applications
    from theirs
)
select
    dimension,
    min(case when up_to >= 0.1 * applications then points end) as low,
    min(case when up_to >= 0.5 * applications then points end) as middle,
    min(case when up_to >= 0.9 * applications then points end) as high
from ranked
group by dimension
order by dimension
