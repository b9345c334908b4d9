-- one row per application whose outcome is known, with its points and the book's decision, oldest outcome first
select
    p.* exclude (application_id),
    s.application_id,
    s.customer_id,
    a.lender_id,
    s.score,
    s.prob_default,
    d.application_id is not null as is_decided,
    d.decision,
    d.decided_at,
    o.is_bad,
    o.observed_at
from outcomes as o
join applications as a on a.application_id = o.application_id
join scores.scores as s on s.application_id = o.application_id
join scores.points as p on p.application_id = o.application_id
left join decisions as d on d.application_id = o.application_id
order by o.observed_at, o.application_id
