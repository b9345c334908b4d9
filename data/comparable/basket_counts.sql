-- one row per chunk, lender, product, depth band and category: the amount bought before the
-- applications
select f.lender_id, f.product, f.depth_band, c.category, sum(k.amount) as amount
from facts as f
join known_categories as k on k.application_no = f.application_no
join coded_categories as c on c.category_no = k.category_no
group by f.lender_id, f.product, f.depth_band, c.category
