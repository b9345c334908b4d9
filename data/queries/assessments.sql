-- one row per application: its features, what the policy asks of it, and its outcome where known
with consented as (
    select distinct c.customer_id, a.application_id
    from consents as c
    join applications as a on a.customer_id = c.customer_id
    cross join book as b
    where
        c.purpose = 'credit_scoring'
        and c.granted_at <= a.applied_at
        and (c.withdrawn_at is null or c.withdrawn_at > greatest(a.applied_at, b.as_of))
)
select
    f.*,
    a.amount,
    a.is_of_legal_age,
    a.refuses_automation,
    case when g.is_given then c.application_id is not null end as has_consent,
    o.is_bad,
    o.observed_at
from features as f
join applications as a on a.application_id = f.application_id
left join consented as c on c.application_id = f.application_id
left join outcomes as o on o.application_id = f.application_id
cross join (select is_given from tables_given where table_name = 'consents') as g
where $application_id is null or f.application_id = $application_id
order by f.customer_id, f.application_id
