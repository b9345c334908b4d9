-- one row per application, in the order of `cohort_rows`: the points of every feature of the model
select cast(coalesce(columns(p.* exclude (application_id)), 0) as float) as "\0"
from memory.main.cohort_rows as r
left join scores.points as p on p.application_id = r.application_id
order by r.rowid
