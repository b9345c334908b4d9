-- one row per text that is only ever compared, and its number: ways of paying, products, brands
with given as (
    select distinct 'payment_method' as kind, payment_method as given_text from orders
    union all
    select distinct 'product' as kind, product_id as given_text from order_lines
    union all
    select distinct 'brand' as kind, brand as given_text from order_lines
)
select
    kind,
    given_text,
    cast(row_number() over (partition by kind order by given_text) as integer) as code
from given
where given_text is not null
