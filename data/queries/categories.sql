-- one row per category of purchases
select category, label
from ref_categories
order by category
