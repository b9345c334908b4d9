-- one row per application that the filters keep, one page of them: first those whose notice is due
-- within days, undecided or with a letter of the desk still to be sent, then the largest amount
select
    a.application_id,
    count(*) over () as applications,
    a.applied_at <= $last_days_before
    and (
        d.application_id is null
        or a.application_id in (select unnest(cast($untold as varchar[])))
    )
    and a.application_id not in (select unnest(cast($not_due as varchar[]))) as is_last,
    a.amount as pressing,
    a.applied_at,
    a.applied_at + a.utc_offset_minutes * interval '1' minute as local_applied_at,
    a.product,
    a.amount,
    a.term_days,
    l.name as lender,
    d.decision,
    f.depth_band,
    f.order_count
from applications as a
join features as f on f.application_id = a.application_id
left join lenders as l on l.lender_id = a.lender_id
left join decisions as d on d.application_id = a.application_id
where
    ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id))
    and (
        $is_decided is null
        or (
            d.application_id is not null
            or a.application_id in (select unnest(cast($decided_here as varchar[])))
        ) = $is_decided
    )
    and ($only is null or a.application_id in (select unnest(cast($only as varchar[]))))
    and a.application_id not in (select unnest(cast($without as varchar[])))
    and ($product is null or a.product = $product)
    and ($lender_id is null or a.lender_id = $lender_id)
    and ($depth_band is null or f.depth_band = $depth_band)
order by is_last desc, a.amount desc nulls last, a.application_id
limit $size offset $skip
