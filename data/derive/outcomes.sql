-- one row per application with a loan whose window had ended by as_of; bad when any instalment was
-- still not paid in full $days_past_due days after it fell due, all of that inside of the window
insert into snapshot.outcomes (application_id, is_bad, observed_at)
with windows as (
    select
        loan_id,
        application_id,
        disbursed_at + to_months($window_months) as window_end
    from snapshot.loans
),
judged as (
    select
        windows.application_id,
        windows.window_end,
        instalments.due_at + to_days($days_past_due) <= windows.window_end
        and (
            instalments.paid_at is null
            or instalments.paid_at >= instalments.due_at + to_days($days_past_due)
            or instalments.paid_amount < instalments.due_amount
        ) as is_bad
    from windows
    join snapshot.instalments as instalments on instalments.loan_id = windows.loan_id
    where instalments.due_amount > 0
)
select
    application_id,
    bool_or(is_bad) as is_bad,
    max(window_end) as observed_at
from judged
group by application_id
having max(window_end) <= $as_of
order by application_id
