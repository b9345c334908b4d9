-- one row per application and bureau pull before it
select
    s.application_no,
    b.agency,
    b.pulled_at,
    b.score,
    b.score_min,
    b.score_max,
    b.key_factors,
    row_number() over (
        partition by s.application_no order by b.pulled_at desc, b.agency
    ) = 1 as is_latest
from scope as s
join bureau as b on b.customer_id = s.customer_id
where b.pulled_at < s.known_before
