-- one row per customer
select *
from read_parquet($path || '/protected.parquet')
