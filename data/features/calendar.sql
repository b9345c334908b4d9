-- one row per local date, 1970 to 2100: paydays and festivals from the versioned files, never from the book
with days as (
    select cast(instant as date) as local_date
    from range(timestamp '1970-01-01', timestamp '2101-01-01', interval '1' day) as t(instant)
),
paid as (
    select
        days.local_date,
        max(case when ref_paydays.day_of_month is not null then days.local_date end)
            over (order by days.local_date) as last_payday
    from days
    left join ref_paydays on ref_paydays.day_of_month = day(days.local_date)
),
festive as (
    select paid.local_date, min(ref_festivals.label) as festival
    from paid
    join ref_festivals on
        paid.local_date
        between make_date(year(paid.local_date), ref_festivals.month, ref_festivals.day) - cast(ref_festivals.days_before as integer)
        and make_date(year(paid.local_date), ref_festivals.month, ref_festivals.day) + cast(ref_festivals.days_after as integer)
    group by paid.local_date
)
select
    paid.local_date,
    coalesce(paid.local_date - paid.last_payday <= 3, false) as is_after_payday,
    festive.festival is not null as is_festival,
    festive.festival
from paid
left join festive on festive.local_date = paid.local_date
order by paid.local_date
