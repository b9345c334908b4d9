-- one row per weekday (0 = Monday) and hour in which comparable shoppers order
select weekday, hour, share
from comparable_rhythm
where group_id = $group_id
order by weekday, hour
