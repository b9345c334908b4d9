-- one row per rejected row, the first of each file first
select
    table_name,
    file_row,
    rule,
    raw
from rejects
order by table_name, file_row
limit $most
