-- one row per kind of goods that may be looked at: its number, and what it counts as; sensitive ones have none
select
    cast(row_number() over (order by category) as integer) as category_no,
    category,
    spending_group,
    basket_group
from ref_categories
where not is_sensitive
order by category
