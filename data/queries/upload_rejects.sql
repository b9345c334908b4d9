-- one row per rejected row, the first of each file first, with how many there are
select
    table_name,
    file_row,
    rule,
    raw,
    count(*) over () as rejected
from rejects
order by table_name, file_row
limit $most
