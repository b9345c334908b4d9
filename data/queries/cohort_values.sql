-- one row per application at some places of `cohort_rows`, in their order: its values of some features.
-- {features} are names of the catalogue.
select r.application_id, {features}
from memory.main.cohort_rows as r
join features as f on f.application_id = r.application_id
where r.rowid in (select unnest(cast($places as bigint[])))
order by r.rowid
