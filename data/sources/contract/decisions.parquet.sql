-- one row per decision
select *
from read_parquet($path || '/decisions.parquet')
