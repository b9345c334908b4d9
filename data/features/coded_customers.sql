-- one row per customer: the number that stands for the id in the other coded tables, which is its row in `customers`
select
    cast(rowid as integer) as customer_no,
    customer_id,
    registered_at
from customers
