-- one row per category that comparable shoppers buy: its share of what they spent
with theirs as (
    select category, sum(amount) as amount
    from comparable_basket
    where
        ($product is null or product = $product)
        and ($depth_band is null or depth_band = $depth_band)
        and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), lender_id))
    group by category
)
select
    category,
    cast(amount as double) / nullif(cast(sum(amount) over () as double), 0) as share
from theirs
order by category
