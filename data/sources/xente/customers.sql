-- one row per customer of either file; when an account was opened is not known
select
    customer_id,
    min(file_row) as source_row
from (
    select
        CustomerId as customer_id,
        row_number() over () as file_row
    from read_csv($path || '/transactions.csv', all_varchar = true, header = true, delim = ',')
    union all
    select
        CustomerId as customer_id,
        row_number() over () as file_row
    from read_csv($path || '/unlinked.csv', all_varchar = true, header = true, delim = ',')
) as seen
group by customer_id
