-- one row per instalment of a shopper's loans paid out before a moment, due or not; a payment only if made by then
select
    i.* replace (
        case when i.paid_at < $before then i.paid_at end as paid_at,
        case when i.paid_at < $before then i.paid_amount end as paid_amount
    )
from instalments as i
join loans as l on l.loan_id = i.loan_id
join applications as a on a.application_id = l.application_id
where a.customer_id = $customer_id and l.disbursed_at < $before
order by i.loan_id, i.instalment_no
