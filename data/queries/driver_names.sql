-- one row per application, in the order of `cohort_rows`: the place of a name in $names from 1 on, 0 for any other name,
-- 255 where it is not known. {feature} is a name of the catalogue.
select
    cast(
        case
            when f.{feature} is null then 255
            else coalesce(list_position(cast($names as varchar[]), f.{feature}), 0)
        end as utinyint
    ) as code
from memory.main.cohort_rows as r
positional join features as f
