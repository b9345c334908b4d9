-- one row per line of the file; it has descriptions, but neither stock codes nor kinds of goods
with lines as (
    select
        cast(cast(CustomerID as bigint) as varchar) as customer_id,
        cast(InvoiceDate as timestamp) as local_at,
        Description as product_name,
        Quantity as quantity,
        UnitPrice as unit_price,
        file_row_number + 1 as source_row
    from read_parquet($path || '/online_retail.parquet', file_row_number = true)
)
select
    concat_ws(' ', coalesce(customer_id, 'guest'), strftime(local_at, '%Y-%m-%d %H:%M')) as order_id,
    row_number() over (partition by customer_id, local_at order by source_row) as line_no,
    product_name as product_id,
    product_name,
    'other' as category,
    abs(quantity) as quantity,
    cast(round(unit_price * 100) as bigint) as unit_price,
    source_row
from lines
