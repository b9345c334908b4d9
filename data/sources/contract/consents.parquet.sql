-- one row per grant
select *
from read_parquet($path || '/consents.parquet')
