-- one row per chunk, lender, product, depth band, weekday and hour: orders known before the
-- applications
select f.lender_id, f.product, f.depth_band, o.weekday, o.hour_of_day as hour, count(*) as orders
from facts as f
join known_orders as o on o.application_no = f.application_no
where o.hour_of_day is not null
group by f.lender_id, f.product, f.depth_band, o.weekday, o.hour_of_day
