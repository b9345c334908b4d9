-- one row per application, in the order of `cohort_rows`: what the drivers page keeps applications by. `is_late` ones
-- applied from day $since on, T of the model in use.
select
    r.applied_at >= $since as is_late,
    r.product,
    f.depth_band,
    r.lender_id
from memory.main.cohort_rows as r
positional join features as f
