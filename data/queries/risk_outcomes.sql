-- one row per application whose outcome is known: what performance is cut by, its score and PD, and how it ended.
-- `place` is that in `features`, as in `cohort_rows`. Months are local; joined once a book and kept in memory.
select
    f.rowid as place,
    a.applied_at,
    strftime(a.applied_at + a.utc_offset_minutes * interval '1' minute, '%Y-%m') as month,
    a.product,
    a.channel,
    a.region,
    a.lender_id,
    f.depth_band,
    s.score,
    s.raw_score,
    s.prob_default,
    o.is_bad
from outcomes as o
cross join book as b
join scores.scores as s on s.application_id = o.application_id
join applications as a on a.application_id = o.application_id
join features as f on f.application_id = o.application_id
where
    o.is_bad is not null
    and o.observed_at <= b.as_of
