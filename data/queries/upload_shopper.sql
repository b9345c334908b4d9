-- one row, if any: the shopper of an id, their own or that of an application among some lenders, with how many applications they made, and of those how many to these lenders
select
    c.customer_id,
    count(a.application_id) as applications,
    count(a.application_id) filter (
        where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id)
    ) as seen
from customers as c
left join applications as a on a.customer_id = c.customer_id
where
    c.customer_id = $named
    or c.customer_id in (
        select b.customer_id
        from applications as b
        where
            b.application_id = $named
            and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), b.lender_id))
    )
group by c.customer_id
order by c.customer_id = $named desc
limit 1
