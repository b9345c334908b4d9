-- one row per side (in the cohort or not), weekday (0 = Monday) and hour of local time: the orders known before the
-- applications of a random part of each side, about $most applications or all, and how many applications those are.
-- The part is the same each time: ids by their hashes.
-- {cohorts} is an expression over attributes of the catalogue, with parameters for every value.
with sides as (
    select r.application_id, r.applied_at, {cohorts} = 1 as is_inside
    from memory.main.risk_rows as r
    join features as f on f.application_id = r.application_id
    where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), r.lender_id)
),
sizes as (
    select is_inside, count(*) as applications
    from sides
    group by is_inside
),
part as (
    select s.is_inside, s.applied_at, c.customer_no
    from sides as s
    join sizes as n on n.is_inside = s.is_inside
    join applications as a on a.application_id = s.application_id
    join coded_customers as c on c.customer_id = a.customer_id
    where hash(s.application_id) % 1000000 < 1e6 * $most / n.applications
),
taken as (
    select is_inside, count(*) as applications
    from part
    group by is_inside
)
select p.is_inside, o.weekday, o.hour_of_day as hour, count(*) as orders, any_value(t.applications) as applications
from part as p
join taken as t on t.is_inside = p.is_inside
join coded_orders as o on o.customer_no = p.customer_no
where o.known_at < p.applied_at and o.hour_of_day is not null
group by p.is_inside, o.weekday, o.hour_of_day
order by p.is_inside, o.weekday, o.hour_of_day
