-- one row per application in scope and bureau pull before it
select
    b.* exclude (customer_id),
    s.application_id as owner
from scope as s
join bureau as b on b.customer_id = s.customer_id
where b.pulled_at < s.known_before
order by s.application_id, b.pulled_at, b.agency
