-- one row (or none): an application with its features and what the policy asks of it
select
    f.*,
    a.amount,
    a.is_of_legal_age,
    a.refuses_automation,
    case
        when g.is_given
            then exists (
                select 1
                from consents as c
                where
                    c.customer_id = a.customer_id
                    and c.purpose = 'credit_scoring'
                    and c.granted_at <= a.applied_at
                    and (c.withdrawn_at is null or c.withdrawn_at > greatest(a.applied_at, b.as_of))
            )
    end as has_consent
from features as f
join applications as a on a.application_id = f.application_id
cross join book as b
cross join (select is_given from tables_given where table_name = 'consents') as g
where f.application_id = $application_id
