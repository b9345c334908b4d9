-- one row per (customer, time): the file has no invoice numbers; a net-negative basket is a return
-- Times are the shop's own: it sells from 6 to 20 o'clock, London time.
with baskets as (
    select
        cast(cast(CustomerID as bigint) as varchar) as customer_id,
        cast(InvoiceDate as timestamp) as local_at,
        timezone('UTC', timezone($timezone, cast(InvoiceDate as timestamp))) as ordered_at,
        sum(Quantity * cast(round(UnitPrice * 100) as bigint)) as net_amount,
        min(file_row_number) + 1 as source_row
    from read_parquet($path || '/online_retail.parquet', file_row_number = true)
    group by all
)
select
    concat_ws(' ', coalesce(customer_id, 'guest'), strftime(local_at, '%Y-%m-%d %H:%M')) as order_id,
    customer_id,
    ordered_at,
    date_diff('minute', ordered_at, local_at) as utc_offset_minutes,
    abs(net_amount) as amount,
    case when net_amount < 0 then 'returned' else 'completed' end as status,
    ordered_at as status_at,
    source_row
from baskets
