-- one row per application of a cohort, the newest first, at most $most of them.
-- {cohorts} is an expression over attributes of the catalogue, with parameters for every value.
select
    r.application_id,
    a.applied_at + a.utc_offset_minutes * interval '1' minute as local_applied_at,
    r.product,
    a.amount,
    r.score,
    s.prob_default,
    r.decision,
    r.is_bad
from memory.main.risk_rows as r
join features as f on f.application_id = r.application_id
join applications as a on a.application_id = r.application_id
join scores.scores as s on s.application_id = r.application_id
where
    ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), r.lender_id))
    and {cohorts} = 1
order by r.applied_at desc, r.application_id
limit $most
