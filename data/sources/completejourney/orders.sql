-- one row per basket: what the household paid, after the shop's discounts and all coupons
-- Times are UTC: read so, the shop would sleep from 7 to 10 and be busiest at 22 o'clock; in New York
-- time it sleeps from 2 to 5, is busiest at 17, and keeps its hours in summer and in winter.
-- The file is a sample of lines: a coupon can be in it without the goods it was for.
with lines as (
    select
        basket_id,
        household_id,
        store_id,
        transaction_timestamp as ordered_at,
        cast(round(100 * sales_value) as bigint) as sales,
        cast(round(100 * coupon_disc) as bigint) as coupon,
        cast(round(100 * retail_disc) as bigint) + cast(round(100 * coupon_match_disc) as bigint) as shop_discount,
        file_row_number + 1 as file_row
    from read_parquet($path || '/transactions_sample.parquet', file_row_number = true)
),
baskets as (
    select
        basket_id,
        household_id,
        ordered_at,
        greatest(0, sum(sales) - sum(coupon)) as paid,
        sum(sales) + sum(shop_discount) as list_price,
        min(file_row) as source_row
    from lines
    group by basket_id, household_id, ordered_at
)
select
    basket_id as order_id,
    household_id as customer_id,
    ordered_at,
    date_diff('minute', ordered_at, timezone($timezone, timezone('UTC', ordered_at))) as utc_offset_minutes,
    paid as amount,
    list_price - paid as discount,
    'completed' as status,
    ordered_at as status_at,
    source_row
from baskets
