-- one row per group and displayed score: applications applied from $since on whose outcome is known, goods and bads,
-- and sums of PD and squared PD of each. {group} is an expression of ours.
select
    {group} as name,
    s.score,
    count(*) filter (not o.is_bad) as goods,
    count(*) filter (o.is_bad) as bads,
    coalesce(sum(s.prob_default) filter (not o.is_bad), 0) as prob_of_goods,
    coalesce(sum(s.prob_default) filter (o.is_bad), 0) as prob_of_bads,
    coalesce(sum(s.prob_default * s.prob_default) filter (not o.is_bad), 0) as squared_of_goods,
    coalesce(sum(s.prob_default * s.prob_default) filter (o.is_bad), 0) as squared_of_bads
from outcomes as o
cross join book as b
join scores.scores as s on s.application_id = o.application_id
join applications as a on a.application_id = o.application_id
join features as f on f.application_id = o.application_id
where
    o.is_bad is not null
    and o.observed_at <= b.as_of
    and a.applied_at >= $since
    and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id))
group by name, s.score
order by name, s.score
