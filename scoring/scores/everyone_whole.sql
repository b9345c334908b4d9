-- one row: shoppers of the snapshot, and how many of them stand exactly once in everyone's scores
select
    count(*) as shoppers,
    count(*) filter (e.times = 1) as scored
from customers as c
left join (
    select customer_id, count(*) as times from everyone.scores group by customer_id
) as e on e.customer_id = c.customer_id
