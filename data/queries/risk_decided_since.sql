-- one row: of applications that the desk has decided, how many of this book it does not hold as decided so
with made as (
    select
        unnest(cast($application_ids as varchar[])) as application_id,
        unnest(cast($decisions as varchar[])) as decision
)
select count(*) as decided_since
from made as m
join applications as a on a.application_id = m.application_id
left join decisions as d on d.application_id = m.application_id
where d.decision is distinct from m.decision
