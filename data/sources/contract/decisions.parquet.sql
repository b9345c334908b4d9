-- one row per application
select *
from read_parquet($path || '/decisions.parquet')
