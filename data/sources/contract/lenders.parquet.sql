-- one row per lender
select *
from read_parquet($path || '/lenders.parquet')
