-- one row per pull
select *
from read_parquet($path || '/bureau.parquet')
