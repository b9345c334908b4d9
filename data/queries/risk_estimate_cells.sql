-- one row per local month of application and score: loans, the sum of their PDs, and their outcomes known by the book's
-- today
select
    date_trunc('month', a.applied_at + a.utc_offset_minutes * interval '1' minute) as month,
    s.score,
    count(*) as loans,
    avg(s.prob_default) as prob_default,
    count(*) filter (o.observed_at <= b.as_of) as known,
    count(*) filter (o.observed_at <= b.as_of and o.is_bad) as bads
from loans as l
join applications as a on a.application_id = l.application_id
join scores.scores as s on s.application_id = a.application_id
cross join book as b
left join outcomes as o on o.application_id = a.application_id
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id)
group by month, s.score
order by month, s.score
