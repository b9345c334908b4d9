-- one row per application, in the order of `cohort_rows`: a number, missing where it is not known.
-- {feature} is a name of the catalogue.
select cast(f.{feature} as double) as value
from memory.main.cohort_rows as r
positional join features as f
