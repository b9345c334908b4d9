-- one row: the first and last application of the book that the viewer may count, and its today
select
    min(a.applied_at) as first_applied_at,
    max(a.applied_at) as last_applied_at,
    any_value(b.as_of) as as_of,
    count(*) as applications
from applications as a
cross join book as b
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id)
