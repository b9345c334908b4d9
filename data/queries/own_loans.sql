-- one row per loan of a shopper paid out before a moment
select l.*
from loans as l
join applications as a on a.application_id = l.application_id
where a.customer_id = $customer_id and l.disbursed_at < $before
order by l.loan_id
