-- one row per application, in the order of `cohort_rows`: its score's bin, its lot, and its place from the newest on
select
    cast(coalesce(score_bin, -10) as smallint) as score_bin,
    lot,
    row_number() over (order by applied_at desc, application_id) - 1 as newest
from memory.main.cohort_rows
order by rowid
