-- one row per shopper of a range: whether a consent to this purpose holds at the book's as_of; null where the lender
-- gives no consents
with granted as (
    select distinct c.customer_id
    from consents as c
    cross join book as b
    where
        c.purpose = $purpose
        and c.granted_at <= b.as_of
        and (c.withdrawn_at is null or c.withdrawn_at > b.as_of)
)
select
    c.customer_id,
    case when t.is_given then g.customer_id is not null end as has_consent
from customers as c
cross join (select is_given from tables_given where table_name = 'consents') as t
left join granted as g on g.customer_id = c.customer_id
where
    ($first_customer is null or c.customer_id >= $first_customer)
    and ($next_customer is null or c.customer_id < $next_customer)
order by c.customer_id
