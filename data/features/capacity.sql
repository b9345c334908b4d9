-- one row per application: what is spent, and what is asked against it
with monthly as (
    select
        application_no,
        spend_180d * 30 / least(180, greatest(30, first_days)) as monthly_spend
    from known_totals
),
requested as (
    select application_no, ratio(amount * 30, term_days) as monthly_repayment
    from scope
)
select
    s.application_no,
    m.monthly_spend,
    case
        when p.first_days >= 90 then ratio(2 * p.spend_90d - p.spend_180d, p.spend_180d)
    end as spend_trend,
    p.kept_median as basket_median,
    p.kept_largest as basket_max,
    ratio(p.kept_largest, p.kept_median) as basket_spread,
    ratio(p.big_tickets, p.kept_with_mark) as big_ticket_share,
    s.product as request_product,
    s.amount as request_amount,
    s.term_days as request_term_days,
    -- capped at 100: no spend at all is the most that can be asked against, not an unknown
    case
        when m.monthly_spend is not null
            then ratio(s.amount, greatest(m.monthly_spend, cast(s.amount as double) / 100))
    end as amount_to_monthly_spend,
    case
        when m.monthly_spend is not null
            then ratio(r.monthly_repayment, greatest(m.monthly_spend, r.monthly_repayment / 100))
    end as instalment_to_monthly_spend,
    case when p.kept_median is not null then 1 else 0 end as capacity_known
from scope as s
left join known_totals as p on p.application_no = s.application_no
left join monthly as m on m.application_no = s.application_no
left join requested as r on r.application_no = s.application_no
