-- one row per product and lender that the viewer has applications of
select distinct a.product, a.lender_id, l.name as lender
from applications as a
left join lenders as l on l.lender_id = a.lender_id
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id)
order by a.product, l.name, a.lender_id
