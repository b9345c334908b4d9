-- one row per application that nobody has decided and whose displayed score lies near a cut-off
select s.application_id
from fresh.scores as s
anti join snapshot.decisions as d on d.application_id = s.application_id
where
    abs(s.score - $refer_from) <= $near
    or abs(s.score - $approve_from) <= $near
order by s.customer_id, s.application_id
