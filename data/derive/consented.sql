-- one row per application: whether a consent to credit scoring was given by then and is not withdrawn at the book's
-- as_of; null where the lender gives no consents
create table snapshot.consented as
with granted as (
    select distinct a.application_id
    from snapshot.consents as c
    join snapshot.applications as a on a.customer_id = c.customer_id
    cross join snapshot.book as b
    where
        c.purpose = $purpose
        and c.granted_at <= a.applied_at
        and (c.withdrawn_at is null or c.withdrawn_at > greatest(a.applied_at, b.as_of))
)
select
    a.application_id,
    a.customer_id,
    case when t.is_given then g.application_id is not null end as has_consent
from snapshot.applications as a
cross join (select is_given from snapshot.tables_given where table_name = 'consents') as t
left join granted as g on g.application_id = a.application_id
order by a.customer_id, a.application_id
