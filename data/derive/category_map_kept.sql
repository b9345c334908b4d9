-- one row per table and category name of the source: what it was mapped to, and its rows
create table snapshot.category_map as
select table_name, raw_category, category, rows_read
from work.category_map
order by table_name, rows_read desc, raw_category
