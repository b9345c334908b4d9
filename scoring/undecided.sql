-- one row per application that nobody has decided and whose doubt is wanted: drawn for the newest
-- ones, and beyond them only where the orders may lie in a single week, which needs no drawing
with waiting as (
    select
        s.application_id,
        s.customer_id,
        f.order_count < 2 or f.history_days - f.days_since_last_order < 7 as may_be_thin,
        row_number() over (order by f.applied_at desc, s.application_id) <= $most as is_drawn
    from fresh.scores as s
    join snapshot.features as f on f.application_id = s.application_id
    anti join snapshot.decisions as d on d.application_id = s.application_id
)
select application_id, is_drawn
from waiting
where is_drawn or may_be_thin
order by customer_id, application_id
