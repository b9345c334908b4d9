-- one row per due date
select *
from read_parquet($path || '/instalments.parquet')
