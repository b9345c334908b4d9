-- one row per application of a random part of the book, those of the $most lowest lots, and hour of the week: the
-- orders known before it. `place` is the application's row in `cohort_rows`.
with part as (
    select rowid as place, application_id, applied_at
    from memory.main.cohort_rows
    order by lot, place
    limit $most
)
select
    p.place,
    o.weekday,
    o.hour_of_day as hour,
    count(*) as orders
from part as p
join applications as a on a.application_id = p.application_id
join coded_customers as c on c.customer_id = a.customer_id
join coded_orders as o on o.customer_no = c.customer_no
where o.known_at < p.applied_at and o.hour_of_day is not null
group by p.place, o.weekday, o.hour_of_day
order by p.place, o.weekday, o.hour_of_day
