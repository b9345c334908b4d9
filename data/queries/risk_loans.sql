-- one row per loan: what vintages are cut by, and the months on book in which it first was 30, 60 and 90 days past due
-- (missing: not by the book's today). `place` is that in `features`, as in `cohort_rows`. Months are local; joined once a book and kept in memory.
with late as (
    select
        i.loan_id,
        min(i.due_at + interval '30' day) filter (
            i.due_at + interval '30' day <= b.as_of and coalesce(p.paid_at >= i.due_at + interval '30' day, true)
        ) as late_30_at,
        min(i.due_at + interval '60' day) filter (
            i.due_at + interval '60' day <= b.as_of and coalesce(p.paid_at >= i.due_at + interval '60' day, true)
        ) as late_60_at,
        min(i.due_at + interval '90' day) filter (
            i.due_at + interval '90' day <= b.as_of and coalesce(p.paid_at >= i.due_at + interval '90' day, true)
        ) as late_90_at
    from instalments as i
    cross join book as b
    cross join lateral (select case when i.paid_amount >= i.due_amount then i.paid_at end as paid_at) as p
    where i.due_amount > 0
    group by i.loan_id
),
made as (
    select l.loan_id, a.*, l.disbursed_at, a.utc_offset_minutes * interval '1' minute as zone
    from loans as l
    join applications as a on a.application_id = l.application_id
    cross join book as b
    where l.disbursed_at <= b.as_of
)
select
    f.rowid as place,
    cast(date_trunc('month', m.disbursed_at + m.zone) as date) as vintage,
    datediff('month', m.disbursed_at + m.zone, l.late_30_at + m.zone) as late_30,
    datediff('month', m.disbursed_at + m.zone, l.late_60_at + m.zone) as late_60,
    datediff('month', m.disbursed_at + m.zone, l.late_90_at + m.zone) as late_90,
    m.product,
    m.channel,
    m.region,
    m.lender_id,
    f.depth_band,
    cast(s.score // 50 * 50 as integer) as score_from
from made as m
join features as f on f.application_id = m.application_id
join scores.scores as s on s.application_id = m.application_id
left join late as l on l.loan_id = m.loan_id
order by vintage
