-- one row per table of the contract: whether the lender gave it
select table_name, is_given
from tables_given
order by table_name
