-- one row (or none): who lends, as a letter names them
select
    l.lender_id,
    l.name,
    l.address,
    l.contact
from lenders as l
where l.lender_id = $lender_id
