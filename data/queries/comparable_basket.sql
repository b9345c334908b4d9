-- one row per category that comparable shoppers buy
select b.category, c.label, b.share
from comparable_basket as b
join ref_categories as c on c.category = b.category
where b.group_id = $group_id
order by b.category
