-- one row per application that is in a cohort. The marker is an expression over attributes of the catalogue, with
-- parameters for every value.
select r.application_id
from memory.main.cohort_rows as r
positional join features as f
where {cohorts} = 1
