-- one row per table of the contract: whether the lender gave it, or it was derived from others
create table snapshot.tables_given (
    table_name varchar not null,
    is_given boolean not null,
    is_derived boolean not null
)
