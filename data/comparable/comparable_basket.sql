-- one row per lender, product, depth band and category: the amount its applicants bought, minor
-- units
select lender_id, product, depth_band, category, cast(sum(amount) as bigint) as amount
from basket_counts
group by lender_id, product, depth_band, category
order by lender_id, product, depth_band, category
