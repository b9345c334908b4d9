-- one row per application that nobody has decided, far from every cut-off, whose orders may lie in a single week
select s.application_id
from fresh.scores as s
join snapshot.features as f on f.application_id = s.application_id
anti join snapshot.decisions as d on d.application_id = s.application_id
where
    abs(s.score - $refer_from) > $near
    and abs(s.score - $approve_from) > $near
    and (f.order_count < 2 or f.history_days - f.days_since_last_order < 7)
order by s.customer_id, s.application_id
