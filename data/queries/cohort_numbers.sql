-- one row per application, in the order of `cohort_rows`: what is summed over cohorts. 0 where a habit is not known,
-- and beside each habit whether it is.
select
    cast(r.is_decided as float) as decided,
    cast(r.is_approved as float) as approved,
    cast(r.is_bad is not null as float) as known,
    cast(coalesce(r.is_bad, false) as float) as bads,
    cast(coalesce(r.history, 0) as float) as history,
    cast(coalesce(r.capacity, 0) as float) as capacity,
    cast(coalesce(r.behaviour, 0) as float) as behaviour,
    cast(coalesce(r.identity, 0) as float) as identity,
    cast(coalesce(f.night_order_share, 0) as float) as night_order_share,
    cast(f.night_order_share is not null as float) as night_order_share_known,
    cast(coalesce(f.evening_order_share, 0) as float) as evening_order_share,
    cast(f.evening_order_share is not null as float) as evening_order_share_known,
    cast(coalesce(f.working_hours_share, 0) as float) as working_hours_share,
    cast(f.working_hours_share is not null as float) as working_hours_share_known,
    cast(coalesce(f.weekend_order_share, 0) as float) as weekend_order_share,
    cast(f.weekend_order_share is not null as float) as weekend_order_share_known,
    cast(coalesce(f.after_payday_share, 0) as float) as after_payday_share,
    cast(f.after_payday_share is not null as float) as after_payday_share_known,
    cast(coalesce(f.necessity_share, 0) as float) as necessity_share,
    cast(f.necessity_share is not null as float) as necessity_share_known,
    cast(coalesce(f.electronics_share, 0) as float) as electronics_share,
    cast(f.electronics_share is not null as float) as electronics_share_known,
    cast(coalesce(f.refused_order_share, 0) as float) as refused_order_share,
    cast(f.refused_order_share is not null as float) as refused_order_share_known
from memory.main.cohort_rows as r
positional join features as f
