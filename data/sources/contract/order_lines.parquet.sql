-- one row per order line
select *
from read_parquet($path || '/order_lines.parquet')
