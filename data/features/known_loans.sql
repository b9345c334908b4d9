-- one row per application and earlier loan of the same customer
select
    s.application_no,
    l.loan_id,
    l.disbursed_at,
    l.principal,
    true as is_loan
from scope as s
join applications as a on a.customer_id = s.customer_id
join loans as l on l.application_id = a.application_id
where
    l.disbursed_at < s.known_before
    and (a.application_id <> s.application_id or a.applied_at <> s.applied_at)
