-- one row: what the snapshot is
select
    snapshot_id,
    source,
    currency,
    minor_digits,
    timezone,
    time_precision,
    as_of,
    is_simulated,
    built_at
from book
