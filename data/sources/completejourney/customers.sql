-- one row per household of either file
select
    household_id as customer_id,
    min(file_row) as source_row
from (
    select household_id, file_row_number + 1 as file_row
    from read_parquet($path || '/transactions_sample.parquet', file_row_number = true)
    union all
    select household_id, file_row_number + 1 as file_row
    from read_parquet($path || '/demographics.parquet', file_row_number = true)
) as seen
group by household_id
