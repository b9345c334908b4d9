-- one row per application in scope and earlier loan of the same customer
select
    l.*,
    s.application_id as owner
from scope as s
join applications as a on a.customer_id = s.customer_id
join loans as l on l.application_id = a.application_id
where l.disbursed_at < s.known_before and a.application_id <> s.application_id
order by s.application_id, l.loan_id
