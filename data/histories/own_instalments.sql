-- one row per application in scope and instalment of an earlier loan, due or not; a payment only if known by then
select
    i.loan_id,
    i.instalment_no,
    i.due_at,
    i.due_amount,
    case when i.paid_at < s.known_before then i.paid_at end as paid_at,
    case when i.paid_at < s.known_before then i.paid_amount end as paid_amount,
    s.application_id as owner
from scope as s
join applications as a on a.customer_id = s.customer_id
join loans as l on l.application_id = a.application_id
join instalments as i on i.loan_id = l.loan_id
where l.disbursed_at < s.known_before and a.application_id <> s.application_id
order by s.application_id, i.loan_id, i.instalment_no
