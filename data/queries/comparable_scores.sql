-- one row per bin of comparable applicants' scores
select score_bin, cast(sum(applications) as bigint) as applications
from scores.comparable_scores
where
    ($product is null or product = $product)
    and ($depth_band is null or depth_band = $depth_band)
    and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), lender_id))
group by score_bin
order by score_bin
