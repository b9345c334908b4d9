-- one row: whom an application of a product and depth band is compared with among the viewer's
-- lenders, the same product and depth, else the product, else all, so that they are at least
-- $least; how many they are, of how many lenders, and how many lenders the book has
with theirs as (
    select lender_id, product, depth_band, applications
    from comparable_sizes
    where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), lender_id)
),
sized as (
    select
        coalesce(sum(applications), 0) as everyone,
        coalesce(sum(case when product = $product then applications end), 0) as of_product,
        coalesce(sum(case when product = $product and depth_band = $depth_band then applications end), 0)
            as alike,
        count(distinct lender_id) as lenders
    from theirs
)
select
    case when of_product >= $least then $product end as product,
    case when alike >= $least then $depth_band end as depth_band,
    cast(
        case when alike >= $least then alike when of_product >= $least then of_product else everyone end as bigint
    ) as applications,
    lenders,
    (select count(distinct lender_id) from comparable_sizes) as lenders_of_book
from sized
