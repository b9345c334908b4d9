-- terms that applicants have asked a product for: what it can be repaid over
select distinct term_days
from snapshot.applications
where product is not distinct from $product and term_days is not null
order by term_days
