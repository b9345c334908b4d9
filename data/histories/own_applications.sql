-- one row per application in scope: what was asked, and the account behind it
select
    a.* exclude (customer_id),
    s.application_id as owner,
    c.registered_at,
    s.known_before
from scope as s
join applications as a on a.application_id = s.application_id and a.customer_id = s.customer_id
left join customers as c on c.customer_id = s.customer_id
order by s.application_id
