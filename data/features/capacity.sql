-- one row per application: what is spent, and what is asked against it
with spent as (
    select
        application_no,
        sum(case when is_recent_spend then amount else 0 end) as spend_180d,
        sum(case when is_latest_spend then amount else 0 end) as spend_90d,
        max(days_before) as history_days,
        percentile_cont(0.5) within group (order by case when is_kept then amount end) as basket_median,
        max(case when is_kept then amount end) as basket_max,
        ratio(count_if(is_big_ticket), sum(case when is_kept and is_big_ticket is not null then 1 else 0 end))
            as big_ticket_share
    from known_orders
    group by application_no
),
monthly as (
    select
        application_no,
        spend_180d * 30 / least(180, greatest(30, history_days)) as monthly_spend
    from spent
),
requested as (
    select application_no, ratio(amount * 30, term_days) as monthly_repayment
    from scope
)
select
    s.application_no,
    m.monthly_spend,
    case
        when p.history_days >= 90 then ratio(2 * p.spend_90d - p.spend_180d, p.spend_180d)
    end as spend_trend,
    p.basket_median,
    p.basket_max,
    ratio(p.basket_max, p.basket_median) as basket_spread,
    p.big_ticket_share,
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
    case when p.basket_median is not null then 1 else 0 end as capacity_known
from scope as s
left join spent as p on p.application_no = s.application_no
left join monthly as m on m.application_no = s.application_no
left join requested as r on r.application_no = s.application_no
