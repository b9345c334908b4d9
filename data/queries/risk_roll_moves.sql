-- one row per product, depth band, month and pair of buckets: loans that were in `from_bucket` when the month began and
-- in `to_bucket` when it ended (UTC). Buckets count from 0: current, 1-29, 30-59, 60-89, 90 days past due or more,
-- settled. A loan is settled once all of its instalments are paid in full.
with paid as (
    select
        i.loan_id,
        i.due_at,
        case when i.paid_amount >= i.due_amount then i.paid_at end as paid_at
    from instalments as i
    where i.due_amount > 0
),
ends as (
    select loan_id, case when count(*) = count(paid_at) then max(paid_at) end as settled_at
    from paid
    group by loan_id
),
open_at as (
    select p.loan_id, p.due_at, unnest(generate_series(
        date_trunc('month', p.due_at - interval '1' microsecond) + interval '1' month,
        least(coalesce(p.paid_at - interval '1' microsecond, b.as_of), b.as_of),
        interval '1' month
    )) as moment
    from paid as p
    cross join book as b
),
late as (
    select
        loan_id,
        moment,
        case
            when moment >= min(due_at) + interval '90' day then 4
            when moment >= min(due_at) + interval '60' day then 3
            when moment >= min(due_at) + interval '30' day then 2
            when moment >= min(due_at) + interval '1' day then 1
            else 0
        end as bucket
    from open_at
    group by loan_id, moment
),
on_book as (
    select
        l.loan_id,
        l.application_id,
        e.settled_at,
        unnest(generate_series(
            date_trunc('month', l.disbursed_at - interval '1' microsecond) + interval '1' month,
            least(coalesce(e.settled_at - interval '1' microsecond, b.as_of), b.as_of - interval '1' month),
            interval '1' month
        )) as month
    from loans as l
    join ends as e on e.loan_id = l.loan_id
    cross join book as b
)
select
    o.month,
    a.product,
    f.depth_band,
    coalesce(early.bucket, 0) as from_bucket,
    case
        when o.settled_at <= o.month + interval '1' month then 5
        else coalesce(later.bucket, 0)
    end as to_bucket,
    count(*) as loans
from on_book as o
join applications as a on a.application_id = o.application_id
join features as f on f.application_id = o.application_id
left join late as early on early.loan_id = o.loan_id and early.moment = o.month
left join late as later on later.loan_id = o.loan_id and later.moment = o.month + interval '1' month
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id)
group by all
order by all
