-- one row per purchase: a purchase on credit stands in transactions.csv once per payback
-- Times are UTC: read so, purchases sleep from 1 to 6 and peak at 9 and at 20 o'clock in Kampala;
-- read as local time they would sleep from 22 to 3 and begin before 5.
-- A status of 0 is a request that was turned down, and with it the purchase.
with on_credit as (
    select
        TransactionId as order_id,
        CustomerId as customer_id,
        try_cast(TransactionStartTime as timestamp) as ordered_at,
        TransactionStartTime as raw_ordered_at,
        Value as amount,
        ChannelId as channel,
        'pay_later' as payment_method,
        case TransactionStatus when '1' then 'completed' when '0' then 'cancelled'
            else TransactionStatus end as status,
        row_number() over () as file_row
    from read_csv(
        $path || '/transactions.csv', all_varchar = true, header = true, delim = ',', nullstr = 'NA'
    )
),
not_on_credit as (
    select
        TransactionId as order_id,
        CustomerId as customer_id,
        try_strptime(TransactionStartTime, '%d/%m/%y %H:%M:%S') as ordered_at,
        TransactionStartTime as raw_ordered_at,
        Value as amount,
        ChannelId as channel,
        null as payment_method,
        'completed' as status,
        row_number() over () as file_row
    from read_csv(
        $path || '/unlinked.csv', all_varchar = true, header = true, delim = ',', nullstr = 'NA'
    )
),
purchases as (
    select * from on_credit
    union all
    select * from not_on_credit
)
select
    order_id,
    customer_id,
    coalesce(cast(ordered_at as varchar), raw_ordered_at) as ordered_at,
    date_diff(
        'minute', ordered_at, timezone($timezone, timezone('UTC', ordered_at))
    ) as utc_offset_minutes,
    amount,
    channel,
    payment_method,
    status,
    coalesce(cast(ordered_at as varchar), raw_ordered_at) as status_at,
    min(file_row) as source_row
from purchases
group by all
