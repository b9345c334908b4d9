-- one row per browse event
select *
from read_parquet($path || '/visits.parquet')
