-- one row per local month of application, product, depth band and 20 points of score: applications,
-- decisions, applications with a loan or a given outcome (the approved too in a book without loans), outcomes known by
-- the book's today, and sums over loans
with paid_out as (
    select application_id, sum(principal) as principal
    from loans
    group by application_id
)
select
    date_trunc('month', a.applied_at + a.utc_offset_minutes * interval '1' minute) as month,
    a.product,
    f.depth_band,
    s.score // 20 * 20 as score_band,
    count(*) as applications,
    count(d.decision) as decided,
    count(*) filter (d.decision in ('approve', 'counter_offer')) as approved,
    count(*) filter (
        l.application_id is not null or o.is_bad is not null
        or (d.decision in ('approve', 'counter_offer') and not exists (select 1 from loans))
    ) as loans,
    count(*) filter (o.observed_at <= b.as_of) as known,
    count(*) filter (o.observed_at <= b.as_of and o.is_bad) as bads,
    coalesce(sum(l.principal), 0) as exposure,
    coalesce(sum(s.prob_default * l.principal), 0) as exposure_at_risk,
    coalesce(sum(s.prob_default * (1 - s.prob_default) * power(l.principal, 2)), 0)
        as exposure_variance
from applications as a
join features as f on f.application_id = a.application_id
join scores.scores as s on s.application_id = a.application_id
cross join book as b
left join decisions as d on d.application_id = a.application_id
left join outcomes as o on o.application_id = a.application_id
left join paid_out as l on l.application_id = a.application_id
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id)
group by month, a.product, f.depth_band, score_band
order by month, a.product, f.depth_band, score_band
