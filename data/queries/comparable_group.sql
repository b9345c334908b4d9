-- one row (or none): whom applications of a product and depth band are compared with, and how many
select g.group_id, s.product, s.depth_band, s.applications
from comparable_groups as g
join comparable_sizes as s on s.group_id = g.group_id
where g.product = $product and g.depth_band = $depth_band
