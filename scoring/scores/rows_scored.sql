-- one row: applications of the snapshot, and how many of them stand exactly once in each table
select
    count(*) as applications,
    count(*) filter (s.times = 1) as scores,
    count(*) filter (p.times = 1) as points
from applications as a
left join (
    select application_id, count(*) as times from scores.scores group by application_id
) as s on s.application_id = a.application_id
left join (
    select application_id, count(*) as times from scores.points group by application_id
) as p on p.application_id = a.application_id
