-- one row per visit of a shopper before a moment
select *
from visits
where customer_id = $customer_id and visited_at < $before
order by visited_at, visit_id
