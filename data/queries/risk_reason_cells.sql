-- one row per local month of application and family of reasons: applications of which it is the first reason, and those
-- that have it among their reasons. Those without a reason stand under 'none'.
select
    date_trunc('month', a.applied_at + a.utc_offset_minutes * interval '1' minute) as month,
    coalesce(r.family, 'none') as family,
    count(*) filter (coalesce(r.rank, 1) = 1) as first,
    count(*) as given
from applications as a
join scores.scores as s on s.application_id = a.application_id
left join scores.reasons as r on r.application_id = a.application_id
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id)
group by month, family
order by month, family
