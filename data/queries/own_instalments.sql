-- one row per instalment of a shopper's loans paid out before a moment, due before it
select i.*
from instalments as i
join loans as l on l.loan_id = i.loan_id
join applications as a on a.application_id = l.application_id
where a.customer_id = $customer_id and l.disbursed_at < $before and i.due_at < $before
order by i.loan_id, i.instalment_no
