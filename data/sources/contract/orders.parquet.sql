-- one row per order
select *
from read_parquet($path || '/orders.parquet')
