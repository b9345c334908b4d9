-- one row per table and rule: rows rejected, where the first of them stands, and why more were allowed
select
    rejects.table_name,
    rejects.rule,
    count(*) as rows_rejected,
    min(rejects.file_row) as first_file_row,
    max(reject_limits.threshold) as threshold,
    max(reject_limits.reason) as reason
from rejects
left join reject_limits
    on
        reject_limits.table_name = rejects.table_name
        and reject_limits.rule = rejects.rule
group by rejects.table_name, rejects.rule
order by rows_rejected desc, rejects.table_name, rejects.rule
