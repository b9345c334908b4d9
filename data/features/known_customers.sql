-- one row per application: the account behind it, as known by then
select
    s.application_no,
    s.customer_id,
    case when s.registered_at < s.known_before then s.registered_at end as registered_at,
    true as is_account
from scope as s
