-- one row per lender, product, depth band, weekday and hour: orders of its applicants
select lender_id, product, depth_band, weekday, hour, cast(sum(orders) as bigint) as orders
from rhythm_counts
group by lender_id, product, depth_band, weekday, hour
order by lender_id, product, depth_band, weekday, hour
