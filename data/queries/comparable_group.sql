-- one row (or none): whom applications of a product and depth band are compared with, how many, and
-- how many lenders the book has
select
    g.group_id,
    s.product,
    s.depth_band,
    s.applications,
    (select count(distinct lender_id) from applications) as lenders
from comparable_groups as g
join comparable_sizes as s on s.group_id = g.group_id
where g.product = $product and g.depth_band = $depth_band
