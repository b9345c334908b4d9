-- one row per booked loan whose outcome is known
with pulls as (
    select a.application_id, max_by(b.score, b.pulled_at) as bureau_score
    from read_parquet($applications) as a
    inner join read_parquet($bureau) as b
        on b.customer_id = a.customer_id and b.pulled_at < a.applied_at
    group by a.application_id
), booked as (
    select
        a.*,
        o.is_bad,
        pulls.bureau_score,
        coalesce(hosts.email_host, 'other') as email_host,
        extract(hour from a.applied_at + to_minutes(a.utc_offset_minutes)) as local_hour
    from read_parquet($applications) as a
    inner join read_parquet($outcomes) as o on o.application_id = a.application_id
    left join pulls on pulls.application_id = a.application_id
    left join read_csv($hosts) as hosts on hosts.email_domain = a.email_domain
)
select
    application_id,
    is_bad,
    bureau_score,
    device,
    os,
    case
        when local_hour < 6 then 'night'
        when local_hour < 12 then 'morning'
        when local_hour < 18 then 'afternoon'
        else 'evening'
    end as hour,
    channel,
    email_host,
    if(email_has_name, 'yes', 'no') as email_has_name,
    if(email_has_number, 'yes', 'no') as email_has_number,
    if(email_lower_case, 'yes', 'no') as email_lower_case,
    if(email_typo, 'yes', 'no') as email_typo
from booked
order by application_id
