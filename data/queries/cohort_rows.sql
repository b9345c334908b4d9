-- one row per application, in the order of `features`: what cohorts are counted by beside the features. Kept in
-- memory, once a book, so that the two are read side by side (a positional join) and nothing is looked up by id.
-- `lot` draws the random parts: the same each time. `score_bin` is the lower end of ten points.
with paid_out as (
    select application_id, min(disbursed_at) as disbursed_at
    from loans
    group by application_id
)
select
    f.application_id,
    cast(hash(f.application_id) % 1000000007 as integer) as lot,
    a.applied_at,
    a.applied_at + a.utc_offset_minutes * interval '1' minute as local_applied_at,
    a.product,
    a.region,
    a.channel,
    a.lender_id,
    a.amount,
    strftime(a.applied_at + a.utc_offset_minutes * interval '1' minute, '%Y-%m') as month,
    coalesce(d.decision, 'undecided') as decision,
    d.recommendation,
    d.decided_by,
    d.reason_code as decision_reason,
    strftime(d.decided_at, '%Y-%m') as decided,
    strftime(l.disbursed_at + a.utc_offset_minutes * interval '1' minute, '%Y-%m') as vintage,
    s.score,
    s.score // 10 * 10 as score_bin,
    s.prob_default,
    d.decision is not null as is_decided,
    coalesce(d.decision in ('approve', 'counter_offer'), false) as is_approved,
    case when o.observed_at <= b.as_of then o.is_bad end as is_bad
from features as f
cross join book as b
left join applications as a on a.application_id = f.application_id
left join scores.scores as s on s.application_id = f.application_id
left join paid_out as l on l.application_id = f.application_id
left join decisions as d on d.application_id = f.application_id
left join outcomes as o on o.application_id = f.application_id
order by f.rowid
