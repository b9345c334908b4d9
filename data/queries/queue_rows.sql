-- one row per application that the filters keep, one page of them: first those whose notice is due
-- within days, undecided or with a letter of the desk still to be sent, then the most pressing: how much is asked, halved for every 20 points between the score and the nearer cut-off; none where the score, had the
-- purchases fallen out a little differently, could have been on the other side of one
with kept as (
    select
        a.application_id,
        a.customer_id,
        s.score,
        count(*) over () as applications,
        a.applied_at <= $last_days_before
        and (
            d.application_id is null
            or a.application_id in (select unnest(cast($untold as varchar[])))
        )
        and a.application_id not in (select unnest(cast($not_due as varchar[]))) as is_last,
        a.amount * power(
            0.5,
            case
                when u.redraw_low < $refer_from and $refer_from <= u.redraw_high then 0
                when u.redraw_low < $approve_from and $approve_from <= u.redraw_high then 0
                else least(abs(s.score - $refer_from), abs(s.score - $approve_from)) / 20.0
            end
        ) as pressing
    from applications as a
    join features as f on f.application_id = a.application_id
    left join scores.scores as s on s.application_id = a.application_id
    left join scores.doubts as u on u.application_id = a.application_id
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
        and ($score_from is null or s.score >= $score_from)
        and ($score_below is null or s.score < $score_below)
    order by is_last desc, pressing desc nulls last, a.application_id
    limit $size offset $skip
)
select
    k.application_id,
    k.applications,
    k.is_last,
    k.pressing,
    k.score,
    a.applied_at,
    s.prob_default,
    u.active_weeks,
    u.redraw_low,
    u.redraw_high,
    a.applied_at + a.utc_offset_minutes * interval '1' minute as local_applied_at,
    a.product,
    a.amount,
    a.term_days,
    l.name as lender,
    d.decision,
    r.feature as reason_feature,
    r.points as reason_points,
    a.is_of_legal_age,
    a.refuses_automation,
    c.has_consent,
    f.* exclude (application_id, customer_id, lender_id, product, applied_at)
from kept as k
join applications as a on a.application_id = k.application_id
join features as f on f.customer_id = k.customer_id and f.application_id = k.application_id
left join scores.scores as s on s.application_id = k.application_id
left join scores.doubts as u on u.application_id = k.application_id
left join scores.reasons as r on r.application_id = k.application_id and r.rank = 1
left join consented as c on c.customer_id = k.customer_id and c.application_id = k.application_id
left join lenders as l on l.lender_id = a.lender_id
left join decisions as d on d.application_id = k.application_id
order by k.is_last desc, k.pressing desc nulls last, k.application_id
