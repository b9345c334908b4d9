-- one row per application that is in a cohort: its place in `features`. The marker is an expression over attributes of the catalogue, with
-- parameters for every value.
select r.rowid
from memory.main.cohort_rows as r
positional join features as f
where {cohorts} = 1
