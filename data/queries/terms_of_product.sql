-- one row per term that applicants of the viewer's lenders have asked a product for, days
select distinct term_days
from snapshot.applications
where
    product is not distinct from $product
    and term_days is not null
    and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), lender_id))
order by term_days
