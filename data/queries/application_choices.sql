-- one row per column and value that applications of the viewer's lenders have there
with seen as (
    select distinct device, os, channel
    from applications
    where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), lender_id)
)
select distinct named, value
from (
    select 'device' as named, device as value from seen
    union all
    select 'os' as named, os as value from seen
    union all
    select 'channel' as named, channel as value from seen
)
where value is not null
order by named, value
