-- one row per application: what is spent, and what is asked against it
with monthly as (
    select
        s.application_no,
        s.product,
        s.amount,
        s.term_days,
        p.first_days,
        p.spend_90d,
        p.spend_180d,
        p.kept_median,
        p.kept_largest,
        p.big_tickets,
        p.kept_with_mark,
        p.spend_180d * 30 / least(180, greatest(30, p.first_days)) as monthly_spend,
        ratio(s.amount * 30, s.term_days) as monthly_repayment
    from scope as s
    left join known_totals as p on p.application_no = s.application_no
)
select
    application_no,
    monthly_spend,
    case when first_days >= 90 then ratio(2 * spend_90d - spend_180d, spend_180d) end as spend_trend,
    kept_median as basket_median,
    kept_largest as basket_max,
    ratio(kept_largest, kept_median) as basket_spread,
    ratio(big_tickets, kept_with_mark) as big_ticket_share,
    product as request_product,
    amount as request_amount,
    term_days as request_term_days,
    -- capped at 100: no spend at all is the most that can be asked against, not an unknown
    case
        when monthly_spend is not null
            then ratio(amount, greatest(monthly_spend, cast(amount as double) / 100))
    end as amount_to_monthly_spend,
    case
        when monthly_spend is not null
            then ratio(monthly_repayment, greatest(monthly_spend, monthly_repayment / 100))
    end as instalment_to_monthly_spend,
    case when kept_median is not null then 1 else 0 end as capacity_known
from monthly
