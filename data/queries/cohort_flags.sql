-- one row per application, in the order of `cohort_rows`: what is counted of cohorts
select
    is_decided as decided,
    is_approved as approved,
    is_bad is not null as known,
    coalesce(is_bad, false) as bads
from memory.main.cohort_rows
order by rowid
