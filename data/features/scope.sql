-- one row per application to assess (those of `chosen`): what it asks, and the instant before which a fact must be
-- known to count
with given as (
    select
        bool_or(table_name = 'visits' and is_given) as has_visits,
        bool_or(table_name = 'loans' and is_given) as has_loans
    from tables_given
),
about as (
    select
        b.time_precision,
        min(p.big_ticket_floor) as big_ticket_floor
    from book as b
    left join ref_price_bands as p on p.currency = b.currency
    group by b.time_precision
)
select
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
    b.big_ticket_floor,
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
    g.has_visits,
    g.has_loans
from chosen as a
cross join about as b
cross join given as g
left join customers as c on c.customer_id = a.customer_id
