-- one row per month of origination, value of the cut and months on book in which loans first were $late days past due
-- (missing: not so far): loans. The cut is an expression of ours over the columns of risk_loans.
select
    l.vintage,
    coalesce(cast({cut} as varchar), 'not known') as value,
    case $late when 30 then l.late_30 when 60 then l.late_60 else l.late_90 end as months_on_book,
    count(*) as loans
from memory.main.risk_loans as l
where
    ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), l.lender_id))
    and ($product is null or l.product = $product)
    and ($depth_band is null or l.depth_band = $depth_band)
group by all
order by all
