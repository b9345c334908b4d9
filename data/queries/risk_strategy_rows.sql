-- one row per scored application of the viewer's lenders: what a policy asks of it, its outcome, and what its losses,
-- profits and points are summed from.
-- `place` is its place in `features`, as in `cohort_rows`; `rules` 2 where a rule that always holds declines, 1 where a
-- person was asked for; `income` is null for want of a term or of any loan of the product; `active_weeks` and the redraws
-- are null where the doubt was not computed beforehand; `is_sampled` where it was, of one of the random decided.
with prices as (
    select
        a.product,
        median(l.annual_rate) as annual_rate,
        coalesce(cast(sum(l.fee) as double) / nullif(sum(l.principal), 0), 0) as fee_share
    from loans as l
    join applications as a on a.application_id = l.application_id
    where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id)
    group by a.product
),
dimensions as (
    select
        application_id,
        sum(case when dimension = 'history' then points end) as history,
        sum(case when dimension = 'capacity' then points end) as capacity,
        sum(case when dimension = 'behaviour' then points end) as behaviour,
        sum(case when dimension = 'identity' then points end) as identity
    from scores.dimensions
    group by application_id
),
amounts as (
    select
        *,
        cast(amount as double) * (1 + 1 / greatest(1, round(term_days / 30.0))) / 2
        * term_days / 365 as balance
    from applications
    where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), lender_id)
)
select
    f.rowid as place,
    a.applied_at,
    a.product,
    f.depth_band,
    s.score,
    case
        when c.has_consent = false or a.is_of_legal_age = false then 2
        when a.refuses_automation then 1
        else 0
    end as rules,
    coalesce(f.is_sufficient = false, false) as is_insufficient,
    q.active_weeks,
    q.redraw_low,
    q.redraw_high,
    q.application_id is not null and d.application_id is not null as is_sampled,
    cast(a.amount as double) as amount,
    cast(f.monthly_spend as double) as monthly_spend,
    s.prob_default,
    a.balance,
    p.annual_rate * a.balance + p.fee_share * a.amount as income,
    coalesce(not o.is_bad and o.observed_at <= b.as_of, false) as is_good,
    coalesce(o.is_bad and o.observed_at <= b.as_of, false) as is_bad,
    coalesce(d.decision = 'decline', false)
        and (o.is_bad is null or o.observed_at > b.as_of) as is_never_approved,
    n.history,
    n.capacity,
    n.behaviour,
    n.identity
from amounts as a
cross join book as b
join features as f on f.application_id = a.application_id
join scores.scores as s on s.application_id = a.application_id
left join dimensions as n on n.application_id = a.application_id
left join scores.doubts as q on q.application_id = a.application_id
left join prices as p on p.product = a.product
left join consented as c on c.application_id = a.application_id
left join outcomes as o on o.application_id = a.application_id
left join decisions as d on d.application_id = a.application_id
