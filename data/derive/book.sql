-- one row: what the snapshot is
create table snapshot.book as
select
    cast($snapshot_id as varchar) as snapshot_id,
    cast($source as varchar) as source,
    cast($currency as varchar) as currency,
    cast($minor_digits as integer) as minor_digits,
    cast($timezone as varchar) as timezone,
    cast($time_precision as varchar) as time_precision,
    cast($as_of as timestamp) as as_of,
    cast($is_simulated as boolean) as is_simulated,
    cast($built_at as timestamp) as built_at,
    cast($input_fingerprint as varchar) as input_fingerprint,
    cast($features_hash as varchar) as features_hash,
    cast($recipe as varchar) as recipe
