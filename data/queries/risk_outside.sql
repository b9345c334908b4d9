-- one row: of applications that the desk has decided, how many this book does not hold with a score
select count(*) as outside
from unnest(cast($application_id as varchar[])) as m (application_id)
where not exists (
    select 1
    from applications as a
    join scores.scores as s on s.application_id = a.application_id
    where a.application_id = m.application_id
)
