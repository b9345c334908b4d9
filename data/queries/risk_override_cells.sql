-- one row per month of decision (UTC), product, depth band, who decided, source, decision, direction and reason:
-- decisions, loans, outcomes known by the book's today, and sums of PDs. Where ledger and book hold a decision of one
-- application, the newer one counts, of two at one moment the ledger's; its decisions come in lists of equal length. Direction 'as recommended' is no override; 'left to the person' is a
-- recommendation to refer. A history's words for what was recommended are its own: those that are none of ours are not
-- known.
with of_ledger as (
    select
        unnest(cast($application_id as varchar[])) as application_id,
        unnest(cast($decided_at as timestamp[])) as decided_at,
        unnest(cast($decided_by as varchar[])) as decided_by,
        unnest(cast($decision as varchar[])) as decision,
        unnest(cast($recommendation as varchar[])) as recommendation,
        unnest(cast($override_reason as varchar[])) as reason
),
of_desk as (
    select m.*
    from of_ledger as m
    left join decisions as d on d.application_id = m.application_id
    where d.decided_at is null or d.decided_at <= m.decided_at
),
made as (
    select *, 'ledger' as source
    from of_desk
    union all
    select d.application_id, d.decided_at, d.decided_by, d.decision, d.recommendation, d.reason_code, 'history'
    from decisions as d
    where not exists (select 1 from of_desk as l where l.application_id = d.application_id)
),
judged as (
    select
        m.*,
        case
            when m.recommendation = 'decline' and m.decision in ('approve', 'counter_offer') then 'lent against a decline'
            when m.recommendation = 'approve' and m.decision = 'decline' then 'declined against an approval'
            when m.recommendation = 'approve' and m.decision = 'counter_offer' then 'other terms than recommended'
            when m.source = 'ledger' and m.reason is not null then 'more than the limit'
            when m.recommendation = 'refer' then 'left to the person'
            when m.recommendation in ('approve', 'decline') then 'as recommended'
            else 'recommendation not known'
        end as direction
    from made as m
),
-- lent to by the decision, or at any time by a loan that the book holds: a book may bring outcomes without loans
paid_out as (
    select application_id, count(*) as loans
    from loans
    group by application_id
)
select
    date_trunc('month', j.decided_at) as month,
    a.product,
    f.depth_band,
    coalesce(j.decided_by, 'not known') as officer,
    j.source,
    j.decision,
    j.direction,
    case
        when j.direction in ('as recommended', 'left to the person', 'recommendation not known') then ''
        else coalesce(j.reason, '')
    end as reason,
    count(*) as decisions,
    count(*) filter (j.decision in ('approve', 'counter_offer')) as lent,
    cast(coalesce(sum(l.loans), 0) as bigint) as loans,
    count(*) filter (is_known) as known,
    count(*) filter (is_known and o.is_bad) as bads,
    sum(s.prob_default) as prob_default,
    coalesce(sum(s.prob_default) filter (is_known), 0) as prob_default_known
from judged as j
join applications as a on a.application_id = j.application_id
join features as f on f.application_id = j.application_id
join scores.scores as s on s.application_id = j.application_id
cross join book as b
left join outcomes as o on o.application_id = j.application_id
left join paid_out as l on l.application_id = j.application_id
cross join lateral (
    select
        (l.loans is not null or j.decision in ('approve', 'counter_offer'))
        and o.observed_at <= b.as_of as is_known
) as k
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id)
group by all
order by all
