-- one row per chunk after the first: the customer it starts with
with numbered as (
    select customer_id, row_number() over (order by customer_id) - 1 as position
    from customers
)
select customer_id
from numbered
where position > 0 and position % $rows = 0
order by customer_id
