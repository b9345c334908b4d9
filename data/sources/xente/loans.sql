-- one row per loan: a loan stands in the file once per payback; rows without a loan are not loans
select
    LoanId as loan_id,
    LoanId as application_id,
    IssuedDateLoan as disbursed_at,
    Value as principal,
    min(file_row) as source_row
from (
    select
        LoanId,
        IssuedDateLoan,
        Value,
        row_number() over () as file_row
    from read_csv(
        $path || '/transactions.csv', all_varchar = true, header = true, delim = ',', nullstr = 'NA'
    )
) as paybacks
where LoanId is not null
group by LoanId, IssuedDateLoan, Value
