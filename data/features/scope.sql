-- one row per application to assess (those of `chosen`): what it asks, and the instant before which a fact must be
-- known to count
with given as (
    select
        bool_or(table_name = 'visits' and is_given) as has_visits,
        bool_or(table_name = 'loans' and is_given) as has_loans
    from tables_given
),
numbered as (
    select
        a.*,
        c.customer_no,
        c.registered_at,
        cast(row_number() over (order by c.customer_no, a.application_id) as integer) as application_no
    from chosen as a
    left join coded_customers as c on c.customer_id = a.customer_id
)
select
    a.application_no,
    a.customer_no,
    a.application_id,
    a.customer_id,
    a.lender_id,
    a.applied_at,
    local_time(a.applied_at, a.utc_offset_minutes) as local_applied_at,
    case
        when b.time_precision = 'day' and a.utc_offset_minutes is not null
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
    case a.device when 'desktop' then 1 when 'tablet' then 2 when 'mobile' then 3 when 'unknown' then 4 end
        as device_no,
    a.os,
    a.email_domain,
    a.email_has_name,
    a.email_has_number,
    a.email_lower_case,
    a.email_typo,
    a.registered_at,
    g.has_visits,
    g.has_loans
from numbered as a
cross join book as b
cross join given as g
