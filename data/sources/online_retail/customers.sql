-- one row per customer id in the file, the missing one of guests included
select
    cast(cast(CustomerID as bigint) as varchar) as customer_id,
    min(file_row_number) + 1 as source_row
from read_parquet($path || '/online_retail.parquet', file_row_number = true)
group by all
