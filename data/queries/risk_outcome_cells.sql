-- one row per group and displayed score: applications applied from $since on whose outcome is known, goods and bads,
-- and sums of PD and squared PD of each. The group is an expression of ours over the columns of risk_outcomes, with
-- parameters for every value.
select
    {group} as name,
    o.score,
    count(*) filter (not o.is_bad) as goods,
    count(*) filter (o.is_bad) as bads,
    coalesce(sum(o.prob_default) filter (not o.is_bad), 0) as prob_of_goods,
    coalesce(sum(o.prob_default) filter (o.is_bad), 0) as prob_of_bads,
    coalesce(sum(o.prob_default * o.prob_default) filter (not o.is_bad), 0) as squared_of_goods,
    coalesce(sum(o.prob_default * o.prob_default) filter (o.is_bad), 0) as squared_of_bads
from memory.main.risk_outcomes as o
where
    o.applied_at >= $since
    and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), o.lender_id))
group by name, o.score
order by name, o.score
