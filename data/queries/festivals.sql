-- one row per shopping festival of the year
select month, day, label
from ref_festivals
order by month, day
