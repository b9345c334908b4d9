-- one row per chunk, product, depth band and category: the amount bought before the applications
select f.product, f.depth_band, l.category, sum(l.line_amount) as amount
from facts as f
join known_lines as l on l.application_id = f.application_id
group by f.product, f.depth_band, l.category
