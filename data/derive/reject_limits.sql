-- one row per raised threshold: how much of a table may break a rule, and why
create table snapshot.reject_limits (
    table_name varchar not null,
    rule varchar not null,
    threshold double not null,
    reason varchar not null
)
