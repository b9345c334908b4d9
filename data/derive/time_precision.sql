-- one row: 'day' when at least 99 % of the orders were placed at midnight, local time
select
    case
        when
            avg(
                case
                    when local_at = date_trunc('day', local_at) then 1.0
                    else 0.0
                end
            ) >= 0.99
            then 'day'
        else 'second'
    end as time_precision
from (
    select ordered_at + to_minutes(cast(utc_offset_minutes as bigint)) as local_at
    from snapshot.orders
) as orders_local
