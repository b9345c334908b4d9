-- one row per application that the desk has decided otherwise than the book holds, unless the book's decision is the
-- newer one: its place in `features`, as in `cohort_rows`, the desk's decision under the names that cohorts know, the
-- book's own as `was`, and where it counts in risk_portfolio_cells. `counts_as_loan` is for a book without loans, where the
-- approved count as lent to. The ledger's decisions come in lists of equal length.
with of_desk as (
    select
        unnest(cast($application_id as varchar[])) as application_id,
        unnest(cast($decided_at as timestamp[])) as decided_at,
        unnest(cast($decided_by as varchar[])) as decided_by,
        unnest(cast($decision as varchar[])) as decision,
        unnest(cast($recommendation as varchar[])) as recommendation,
        unnest(cast($override_reason as varchar[])) as decision_reason
)
select
    f.rowid as place,
    m.application_id,
    m.decision,
    m.recommendation,
    m.decided_by,
    m.decision_reason,
    strftime(m.decided_at, '%Y-%m') as decided,
    d.decision as was,
    date_trunc('month', a.applied_at + a.utc_offset_minutes * interval '1' minute) as month,
    a.product,
    f.depth_band,
    s.score // 20 * 20 as score_band,
    o.is_bad is null and not exists (select 1 from loans) as counts_as_loan
from of_desk as m
join applications as a on a.application_id = m.application_id
join features as f on f.application_id = m.application_id
left join scores.scores as s on s.application_id = m.application_id
left join decisions as d on d.application_id = m.application_id
left join outcomes as o on o.application_id = m.application_id
where
    d.decision is distinct from m.decision
    and (d.decided_at is null or d.decided_at <= m.decided_at)
    and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id))
order by place
