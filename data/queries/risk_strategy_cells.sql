-- one row per product, depth band, score, outcome of the rules that always hold, whether there is too little to go by,
-- and step of the amount asked:
-- applications applied from $since on, their outcomes, and sums for losses, profits and points.
-- `step` counts the multiples of monthly spend in $multiples that are too small for the amount; `unpriced` those whose
-- income is not known, for want of a term or of any loan of the product; `never_…` are sums over the never approved.
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
priced as (
    select
        a.*,
        f.depth_band,
        f.is_sufficient,
        f.monthly_spend,
        s.score,
        s.prob_default as p,
        p.annual_rate,
        p.fee_share * a.amount as fee,
        cast(a.amount as double) * (1 + 1 / greatest(1, round(a.term_days / 30.0))) / 2
        * a.term_days / 365 as balance
    from applications as a
    join features as f on f.application_id = a.application_id
    join scores.scores as s on s.application_id = a.application_id
    left join prices as p on p.product = a.product
    where
        a.applied_at >= $since
        and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id))
),
placed as (
    select
        a.*,
        a.annual_rate * a.balance + a.fee as income,
        case
            when c.has_consent = false or a.is_of_legal_age = false then 2
            when a.refuses_automation then 1
            else 0
        end as rules,
        coalesce(a.is_sufficient = false, false) as is_insufficient,
        case
            when a.amount is null or a.monthly_spend is null then 0
            else len(list_filter(
                cast($multiples as double[]), lambda m: m * a.monthly_spend < a.amount
            ))
        end as step,
        case when o.observed_at <= b.as_of then o.is_bad end as is_bad,
        coalesce(d.decision = 'decline', false)
            and (o.is_bad is null or o.observed_at > b.as_of) as is_never_approved
    from priced as a
    cross join book as b
    left join consented as c on c.application_id = a.application_id
    left join outcomes as o on o.application_id = a.application_id
    left join decisions as d on d.application_id = a.application_id
)
select
    a.product,
    a.depth_band,
    a.score,
    a.rules,
    a.is_insufficient,
    a.step,
    count(*) as applications,
    count(*) filter (not a.is_bad) as goods,
    count(*) filter (a.is_bad) as bads,
    count(*) filter (a.is_never_approved) as never_approved,
    count(*) filter (a.income is null) as unpriced,
    sum(a.p) as prob_default,
    cast(sum(a.amount) as double) as amount,
    sum(a.p * a.amount) as amount_at_risk,
    sum(a.p * (1 - a.p) * power(a.amount, 2)) as amount_variance,
    sum(a.balance) as balance,
    sum((1 - a.p) * a.income) as income,
    sum(a.p * (1 - a.p) * power(a.income, 2)) as income_variance,
    sum(a.p * (1 - a.p) * a.income * a.amount) as income_covariance,
    sum(a.p * a.amount) filter (a.is_never_approved) as never_amount_at_risk,
    sum(a.p * (1 - a.p) * power(a.amount, 2)) filter (a.is_never_approved) as never_amount_variance,
    sum((1 - a.p) * a.income) filter (a.is_never_approved) as never_income,
    sum(a.p * (1 - a.p) * power(a.income, 2)) filter (a.is_never_approved) as never_income_variance,
    sum(a.p * (1 - a.p) * a.income * a.amount) filter (a.is_never_approved) as never_income_covariance,
    sum(n.history) as history,
    sum(n.capacity) as capacity,
    sum(n.behaviour) as behaviour,
    sum(n.identity) as identity
from placed as a
left join dimensions as n on n.application_id = a.application_id
group by a.product, a.depth_band, a.score, a.rules, a.is_insufficient, a.step
order by a.product, a.depth_band, a.score, a.rules, a.is_insufficient, a.step
