-- one row per application that the desk has decided since the book was built: its place in `cohort_rows`, and the
-- cohorts that it is in (bit i) by that decision.
-- {cohorts} is an expression over attributes of the catalogue, with parameters for every value; the decisions come in
-- lists of equal length.
with since as (
    select
        unnest(cast($place as bigint[])) as place,
        unnest(cast($decision as varchar[])) as decision,
        unnest(cast($recommendation as varchar[])) as recommendation,
        unnest(cast($decided_by as varchar[])) as decided_by,
        unnest(cast($decision_reason as varchar[])) as decision_reason,
        unnest(cast($decided as varchar[])) as decided
),
turned as (
    select
        s.place,
        c.* replace (
            s.decision as decision,
            s.recommendation as recommendation,
            s.decided_by as decided_by,
            s.decision_reason as decision_reason,
            s.decided as decided
        )
    from since as s
    join memory.main.cohort_rows as c on c.rowid = s.place
)
select r.place, cast({cohorts} as utinyint) as cohorts
from turned as r
join features as f on f.rowid = r.place
