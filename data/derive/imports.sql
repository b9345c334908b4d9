-- one row per table that was read: rows_read = rows_kept + rows_rejected
create table snapshot.imports (
    table_name varchar not null,
    rows_read bigint not null,
    rows_kept bigint not null,
    rows_rejected bigint not null
)
