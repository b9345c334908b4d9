-- one row per purchase, each of which has one product
with on_credit as (
    select
        TransactionId as order_id,
        TransactionStartTime as raw_ordered_at,
        CustomerId as customer_id,
        ProductId as product_id,
        ProductCategory as category,
        ProviderId as brand,
        Value as unit_price,
        row_number() over () as file_row
    from read_csv(
        $path || '/transactions.csv', all_varchar = true, header = true, delim = ',', nullstr = 'NA'
    )
),
not_on_credit as (
    select
        TransactionId as order_id,
        TransactionStartTime as raw_ordered_at,
        CustomerId as customer_id,
        ProductId as product_id,
        ProductCategory as category,
        ProviderId as brand,
        Value as unit_price,
        row_number() over () as file_row
    from read_csv(
        $path || '/unlinked.csv', all_varchar = true, header = true, delim = ',', nullstr = 'NA'
    )
),
purchases as (
    select * from on_credit
    union all
    select * from not_on_credit
),
once as (
    select
        order_id,
        raw_ordered_at,
        customer_id,
        product_id,
        category,
        brand,
        unit_price,
        min(file_row) as source_row
    from purchases
    group by all
)
select
    order_id,
    1 as line_no,
    product_id,
    category,
    brand,
    1 as quantity,
    unit_price,
    source_row
from once
