-- one row per lender, product and depth band: its applications
select lender_id, product, depth_band, count(*) as applications
from features
group by lender_id, product, depth_band
order by lender_id, product, depth_band
