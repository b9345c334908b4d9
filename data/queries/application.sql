-- one row (or none): an application that the viewer may see, with what was known when it was made
select
    a.application_id,
    a.customer_id,
    a.applied_at,
    a.applied_at + a.utc_offset_minutes * interval '1' minute as local_applied_at,
    a.product,
    a.amount,
    a.term_days,
    a.channel,
    a.device,
    a.lender_id,
    l.name as lender,
    c.registered_at,
    d.decision,
    d.decided_at,
    a.is_of_legal_age,
    a.refuses_automation,
    p.has_consent
from applications as a
left join consented as p on p.application_id = a.application_id
left join customers as c on c.customer_id = a.customer_id
left join lenders as l on l.lender_id = a.lender_id
left join decisions as d on d.application_id = a.application_id
where
    a.application_id = $application_id
    and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id))
