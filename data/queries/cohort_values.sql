-- one row per application at some places of `cohort_rows`, in their order: its values of some features.
-- {features} are names of the catalogue.
select f.application_id, {features}
from features as f
where f.rowid in (select unnest(cast($places as bigint[])))
order by f.rowid
