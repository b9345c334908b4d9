-- one row per table and category name of the source
create table work.category_map (
    table_name varchar not null,
    raw_category varchar not null,
    category varchar not null,
    rows_read bigint not null
)
