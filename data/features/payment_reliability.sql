-- one row per application: how orders were paid and received, and how earlier loans were repaid
with rare as (
    select application_no, count(distinct payment_no) as payment_methods
    from known_orders
    where payment_bit is null and payment_no is not null
    group by application_no
),
lent as (
    select application_no, count(*) as earlier_loan_count
    from known_loans
    group by application_no
),
repaid as (
    select
        application_no,
        ratio(count_if(is_on_time), count(*)) as earlier_on_time_share,
        max(days_past_due) as earlier_days_past_due,
        ratio(sum(case when is_unpaid then due_amount else 0 end), sum(due_amount)) as earlier_unpaid_share
    from known_instalments
    group by application_no
)
select
    s.application_no,
    ratio(p.refused, p.settled) as refused_order_share,
    ratio(p.returned, p.settled) as returned_order_share,
    ratio(p.cancelled, p.settled) as cancelled_order_share,
    ratio(p.returned + p.cancelled + p.refused, p.settled) as unsuccessful_order_share,
    ratio(p.pay_later, p.paid_by_known) as pay_later_share,
    ratio(p.cash_on_delivery, p.paid_by_known) as cash_on_delivery_share,
    ratio(p.bank_paid, p.paid_by_known) as bank_paid_share,
    ratio(p.in_instalments, p.orders) as instalment_order_share,
    case
        when p.orders is not null then coalesce(bit_count(p.payment_bits), 0) + coalesce(f.payment_methods, 0)
    end as payment_method_count,
    case when s.has_loans then coalesce(l.earlier_loan_count, 0) end as earlier_loan_count,
    r.earlier_on_time_share,
    r.earlier_days_past_due,
    r.earlier_unpaid_share,
    case when p.settled > 0 then 1 else 0 end as deliveries_known,
    case when r.earlier_on_time_share is not null then 1 else 0 end as earlier_loans_known
from scope as s
left join known_totals as p on p.application_no = s.application_no
left join rare as f on f.application_no = s.application_no
left join lent as l on l.application_no = s.application_no
left join repaid as r on r.application_no = s.application_no
