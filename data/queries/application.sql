-- one row (or none): an application that the viewer may see, with what was known when it was made; its parts are
-- looked for by what their tables are sorted by, so that few rows are read however large the book
with asked as (
    select *
    from applications
    where
        application_id = $application_id
        and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), lender_id))
),
decided as (
    select decision, decided_at
    from decisions
    where application_id = $application_id
)
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
from asked as a
left join consented as p on p.customer_id = a.customer_id and p.application_id = a.application_id
left join customers as c on c.customer_id = a.customer_id
left join lenders as l on l.lender_id = a.lender_id
left join decided as d on true
