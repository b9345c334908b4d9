-- one row per application, in the order of `cohort_rows`: its values of some features that are numbers, missing where
-- they are not known.
-- {features} are names of the catalogue.
select {features}
from memory.main.cohort_rows as r
positional join features as f
