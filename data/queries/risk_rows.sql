-- one row per application: what cohorts are counted by, joined once a book and kept in memory
with drivers as (
    select
        application_id,
        abs(sum(case when dimension = 'history' then points end)) as history,
        abs(sum(case when dimension = 'capacity' then points end)) as capacity,
        abs(sum(case when dimension = 'behaviour' then points end)) as behaviour,
        abs(sum(case when dimension = 'identity' then points end)) as identity
    from scores.dimensions
    group by application_id
)
select
    a.application_id,
    a.applied_at,
    a.product,
    a.region,
    a.channel,
    a.lender_id,
    strftime(a.applied_at + a.utc_offset_minutes * interval '1' minute, '%Y-%m') as month,
    coalesce(d.decision, 'undecided') as decision,
    s.score,
    d.decision is not null as is_decided,
    coalesce(d.decision in ('approve', 'counter_offer'), false) as is_approved,
    case when o.observed_at <= b.as_of then o.is_bad end as is_bad,
    n.history,
    n.capacity,
    n.behaviour,
    n.identity
from applications as a
join scores.scores as s on s.application_id = a.application_id
cross join book as b
left join drivers as n on n.application_id = a.application_id
left join decisions as d on d.application_id = a.application_id
left join outcomes as o on o.application_id = a.application_id
