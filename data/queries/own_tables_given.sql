-- one row per table of the contract: whether the lender gave it
select *
from tables_given
order by table_name
