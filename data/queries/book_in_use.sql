-- one row: the snapshot of the book in use
select
    source,
    currency,
    minor_digits,
    timezone,
    time_precision,
    as_of,
    built_at,
    is_simulated
from book
