-- one row per application: its features, what the policy asks of it, and its outcome where known
select
    f.*,
    a.amount,
    a.is_of_legal_age,
    a.refuses_automation,
    c.has_consent,
    o.is_bad,
    o.observed_at
from features as f
join applications as a on a.application_id = f.application_id
left join consented as c on c.application_id = f.application_id
left join outcomes as o on o.application_id = f.application_id
where $application_id is null or f.application_id = $application_id
order by f.customer_id, f.application_id
