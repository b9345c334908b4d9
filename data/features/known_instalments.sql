-- one row per application and instalment that fell due before it, paid or not as far as known by then
with due as (
    select
        k.application_no,
        i.loan_id,
        i.instalment_no,
        i.due_at,
        i.due_amount,
        case when i.paid_at < s.known_before and i.paid_amount >= i.due_amount then i.paid_at end as paid_at,
        s.known_before
    from known_loans as k
    join scope as s on s.application_no = k.application_no
    join instalments as i on i.loan_id = k.loan_id
    where i.due_at < s.known_before
)
select
    application_no,
    loan_id,
    instalment_no,
    due_at,
    due_amount,
    paid_at,
    true as is_due,
    paid_at is null as is_unpaid,
    coalesce(paid_at <= due_at + interval '1' day, false) as is_on_time,
    greatest(0, floor(secs_between(due_at, coalesce(paid_at, known_before)) / 86400)) as days_past_due
from due
