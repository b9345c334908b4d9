-- one row per loan: what came of it is known on the day it falls due, else 30 days after the request
select
    LoanId as application_id,
    IsDefaulted as is_bad,
    coalesce(
        DueDate, cast(min(try_cast(TransactionStartTime as timestamp)) + interval '30' day as varchar)
    ) as observed_at,
    min(file_row) as source_row
from (
    select
        LoanId,
        IsDefaulted,
        DueDate,
        TransactionStartTime,
        row_number() over () as file_row
    from read_csv(
        $path || '/transactions.csv', all_varchar = true, header = true, delim = ',', nullstr = 'NA'
    )
) as paybacks
where LoanId is not null
group by LoanId, IsDefaulted, DueDate
