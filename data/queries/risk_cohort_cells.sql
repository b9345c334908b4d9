-- one row per set of cohorts that applications are in (bit i of `cohorts`) and 10 points of score:
-- counts, and sums of habits (with how many are known) and of points, sign apart, by dimension.
-- {cohorts} is an expression over attributes of the catalogue, with parameters for every value.
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
    {cohorts} as cohorts,
    s.score // 10 * 10 as score_bin,
    count(*) as applications,
    count(d.decision) as decided,
    count(*) filter (d.decision in ('approve', 'counter_offer')) as approved,
    count(*) filter (o.observed_at <= b.as_of) as known,
    count(*) filter (o.observed_at <= b.as_of and o.is_bad) as bads,
    sum(n.history) as history,
    sum(n.capacity) as capacity,
    sum(n.behaviour) as behaviour,
    sum(n.identity) as identity,
    sum(f.night_order_share) as night_order_share,
    count(f.night_order_share) as night_order_share_known,
    sum(f.evening_order_share) as evening_order_share,
    count(f.evening_order_share) as evening_order_share_known,
    sum(f.working_hours_share) as working_hours_share,
    count(f.working_hours_share) as working_hours_share_known,
    sum(f.weekend_order_share) as weekend_order_share,
    count(f.weekend_order_share) as weekend_order_share_known,
    sum(f.after_payday_share) as after_payday_share,
    count(f.after_payday_share) as after_payday_share_known,
    sum(f.necessity_share) as necessity_share,
    count(f.necessity_share) as necessity_share_known,
    sum(f.electronics_share) as electronics_share,
    count(f.electronics_share) as electronics_share_known,
    sum(f.refused_order_share) as refused_order_share,
    count(f.refused_order_share) as refused_order_share_known
from features as f
join applications as a on a.application_id = f.application_id
join scores.scores as s on s.application_id = f.application_id
cross join book as b
left join drivers as n on n.application_id = f.application_id
left join decisions as d on d.application_id = f.application_id
left join outcomes as o on o.application_id = f.application_id
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id)
group by cohorts, score_bin
order by cohorts, score_bin
