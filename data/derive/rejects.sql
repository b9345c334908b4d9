-- one row per rejected row: the first rule it broke, its row in the file, its values as they came
create table snapshot.rejects (
    table_name varchar not null,
    file_row bigint not null,
    rule varchar not null,
    raw varchar not null
)
