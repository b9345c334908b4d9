-- one row per application to assess: what it asks, and the instant before which a fact must be known to count
select
    a.application_id,
    a.customer_id,
    a.lender_id,
    a.applied_at,
    local_time(a.applied_at, a.utc_offset_minutes) as local_applied_at,
    case
        when b.time_precision = 'day'
            then local_time(
                cast(cast(local_time(a.applied_at, a.utc_offset_minutes) as date) as timestamp),
                -a.utc_offset_minutes
            )
        else a.applied_at
    end as known_before,
    b.time_precision <> 'day' as has_time_of_day,
    a.product,
    a.amount,
    a.term_days,
    a.channel,
    a.device,
    a.os,
    a.email_domain,
    a.email_has_name,
    a.email_has_number,
    a.email_lower_case,
    a.email_typo,
    c.registered_at,
    (select g.is_given from tables_given as g where g.table_name = 'visits') as has_visits,
    (select g.is_given from tables_given as g where g.table_name = 'loans') as has_loans
from applications as a
cross join book as b
left join customers as c on c.customer_id = a.customer_id
where
    ($application_id is null or a.application_id = $application_id)
    and ($first_customer is null or a.customer_id >= $first_customer)
    and ($next_customer is null or a.customer_id < $next_customer)
