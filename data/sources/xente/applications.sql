-- one row per loan, and one per request that was turned down (TransactionStatus 0, no loan)
-- What was paid, when, in how many parts and to whom is known only after the outcome: none of it,
-- nor AmountLoan, is read here. The amount asked for is the purchase's Value.
with requests as (
    select
        coalesce(LoanId, TransactionId) as application_id,
        CustomerId as customer_id,
        TransactionStartTime as applied_at,
        ProductCategory as product,
        Value as amount,
        ChannelId as channel,
        case when LoanId is null then TransactionStartTime end as turned_down_at,
        row_number() over () as file_row
    from read_csv(
        $path || '/transactions.csv', all_varchar = true, header = true, delim = ',', nullstr = 'NA'
    )
),
once as (
    select
        application_id,
        customer_id,
        min(applied_at) as applied_at,
        product,
        amount,
        channel,
        min(file_row) as source_row
    from requests
    group by application_id, customer_id, turned_down_at, product, amount, channel
)
select
    application_id,
    customer_id,
    applied_at,
    date_diff(
        'minute',
        try_cast(applied_at as timestamp),
        timezone($timezone, timezone('UTC', try_cast(applied_at as timestamp)))
    ) as utc_offset_minutes,
    product,
    amount,
    channel,
    source_row
from once
