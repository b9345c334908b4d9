-- one row per application of a cohort, the newest first, at most $most of them.
-- {cohorts} is an expression over attributes of the catalogue, with parameters for every value.
select
    a.application_id,
    a.applied_at + a.utc_offset_minutes * interval '1' minute as local_applied_at,
    a.product,
    a.amount,
    s.score,
    s.prob_default,
    d.decision,
    case when o.observed_at <= b.as_of then o.is_bad end as is_bad
from features as f
join applications as a on a.application_id = f.application_id
join scores.scores as s on s.application_id = f.application_id
cross join book as b
left join decisions as d on d.application_id = f.application_id
left join outcomes as o on o.application_id = f.application_id
where
    ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id))
    and {cohorts} = 1
order by a.applied_at desc, a.application_id
limit $most
