-- one row per application: a loan was approved when it was issued, the others were declined at once
-- Two ids of requests that were turned down occur twice; the decision is that of the first.
with requests as (
    select
        coalesce(LoanId, TransactionId) as application_id,
        TransactionStartTime as applied_at,
        IssuedDateLoan as issued_at,
        case when LoanId is null then 'decline' else 'approve' end as decision,
        case when LoanId is not null then Value end as approved_amount,
        row_number() over () as file_row
    from read_csv(
        $path || '/transactions.csv', all_varchar = true, header = true, delim = ',', nullstr = 'NA'
    )
)
select
    application_id,
    greatest(min_by(applied_at, file_row), min(issued_at)) as decided_at,
    decision,
    min_by(approved_amount, file_row) as approved_amount,
    min(file_row) as source_row
from requests
group by application_id, decision
