-- one row per weekday (0 = Monday) and hour in which comparable shoppers order: its share
with theirs as (
    select weekday, hour, sum(orders) as orders
    from comparable_rhythm
    where
        ($product is null or product = $product)
        and ($depth_band is null or depth_band = $depth_band)
        and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), lender_id))
    group by weekday, hour
)
select weekday, hour, cast(orders as double) / cast(sum(orders) over () as double) as share
from theirs
order by weekday, hour
