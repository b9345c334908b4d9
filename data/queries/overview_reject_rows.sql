-- one row per rejected row of a table and rule, the first few of the file
select file_row, raw
from rejects
where table_name = $table_name and rule = $rule
order by file_row
limit $most
