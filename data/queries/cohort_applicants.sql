-- one row per application at some places of `cohort_rows`, the newest first
select
    application_id,
    local_applied_at,
    product,
    amount,
    score,
    prob_default,
    decision,
    is_bad
from memory.main.cohort_rows
where rowid in (select unnest(cast($places as bigint[])))
order by applied_at desc, application_id
