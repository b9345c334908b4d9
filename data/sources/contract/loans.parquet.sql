-- one row per loan
select *
from read_parquet($path || '/loans.parquet')
