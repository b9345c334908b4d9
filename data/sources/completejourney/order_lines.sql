-- one row per line of the file, at list price
-- Fuel is counted in thousandths of a gallon: here a fill is one piece.
with sold as (
    select
        basket_id,
        product_id,
        cast(quantity as bigint) as quantity,
        cast(round(100 * (sales_value + retail_disc + coupon_match_disc)) as bigint) as list_price,
        file_row_number + 1 as file_row
    from read_parquet($path || '/transactions_sample.parquet', file_row_number = true)
),
counted as (
    select
        s.basket_id,
        row_number() over (partition by s.basket_id order by s.file_row) as line_no,
        s.product_id,
        p.product_type,
        p.department,
        p.product_category,
        p.manufacturer_id,
        case when p.product_type like 'GASOLINE%' then 1 else s.quantity end as quantity,
        s.list_price,
        s.file_row
    from sold as s
    left join read_parquet($path || '/products.parquet') as p on p.product_id = s.product_id
)
select
    basket_id as order_id,
    line_no,
    product_id,
    product_type as product_name,
    -- two departments hold goods of many kinds, the others of one each
    case
        when product_type like 'GASOLINE%' then 'FUEL'
        when department in ('GROCERY', 'DRUG GM') and product_category <> 'COUPON/MISC ITEMS' then product_category
        else coalesce(department, 'NOT LISTED')
    end as category,
    manufacturer_id as brand,
    quantity,
    case when quantity > 0 then cast(round(list_price / quantity) as bigint) else 0 end as unit_price,
    file_row as source_row
from counted
