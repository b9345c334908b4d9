-- one row: what the snapshot says of itself
select *
from book
