-- one row per shopper of a range, like an application at the book's as_of without a request: keyed by the customer
select
    c.customer_id as application_id,
    c.customer_id,
    cast(null as varchar) as lender_id,
    b.as_of as applied_at,
    cast(null as smallint) as utc_offset_minutes,
    cast(null as varchar) as product,
    cast(null as bigint) as amount,
    cast(null as integer) as term_days,
    cast(null as varchar) as channel,
    cast(null as varchar) as device,
    cast(null as varchar) as os,
    cast(null as varchar) as email_domain,
    cast(null as boolean) as email_has_name,
    cast(null as boolean) as email_has_number,
    cast(null as boolean) as email_lower_case,
    cast(null as boolean) as email_typo
from customers as c
cross join book as b
where
    ($first_customer is null or c.customer_id >= $first_customer)
    and ($next_customer is null or c.customer_id < $next_customer)
