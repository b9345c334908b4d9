-- one row per table of the contract, in the order of the checks
select
    tables_given.table_name,
    tables_given.is_given,
    tables_given.is_derived,
    coalesce(imports.rows_read, 0) as rows_read,
    coalesce(imports.rows_kept, 0) as rows_kept,
    coalesce(imports.rows_rejected, 0) as rows_rejected
from tables_given
left join imports on imports.table_name = tables_given.table_name
order by tables_given.rowid
