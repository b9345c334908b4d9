-- one row per application, in the order of `cohort_rows`: the cohorts that it is in (bit i), 255 where it is another
-- lender's.
-- {cohorts} is an expression over attributes of the catalogue, with parameters for every value.
select
    cast(
        case
            when $lender_ids is null or list_contains(cast($lender_ids as varchar[]), r.lender_id) then {cohorts}
            else 255
        end as utinyint
    ) as cohorts
from memory.main.cohort_rows as r
positional join features as f
