-- one row per application whose doubt is wanted: drawn for the newest that nobody has decided and for a random sample of
-- the decided, and beyond them named where the orders may lie in a single week, which needs no drawing
-- The sample stands for all decided applications where a policy is judged over the whole book; it grows as the root of
-- their number, and so does its precision. Its draw hangs on the applications' ids alone.
with scored as (
    select
        s.application_id,
        s.customer_id,
        f.applied_at,
        f.order_count < 2 or f.history_days - f.days_since_last_order < 7 as may_be_thin,
        d.application_id is not null as is_decided
    from fresh.scores as s
    join snapshot.features as f on f.application_id = s.application_id
    left join snapshot.decisions as d on d.application_id = s.application_id
),
waiting as (
    select
        application_id,
        customer_id,
        may_be_thin,
        row_number() over (order by applied_at desc, application_id) <= $most as is_drawn
    from scored
    where not is_decided
),
shuffled as (
    select
        application_id,
        customer_id,
        row_number() over (order by md5(application_id), application_id) as place,
        count(*) over () as size
    from scored
    where is_decided
)
select application_id, is_drawn, customer_id
from waiting
where is_drawn or may_be_thin
union all
select application_id, true, customer_id
from shuffled
where place <= $sampled * sqrt(size)
order by customer_id, application_id
