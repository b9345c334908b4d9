-- one row per local month of application and bin of a value, {value}: applications. {bin} is an expression of ours over
-- it, with parameters for every edge or name.
select
    date_trunc('month', a.applied_at + a.utc_offset_minutes * interval '1' minute) as month,
    {bin} as bin,
    count(*) as applications
from applications as a
join features as f on f.application_id = a.application_id
join scores.scores as s on s.application_id = a.application_id
cross join lateral (select {value} as value) as v
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id)
group by month, bin
order by month, bin
