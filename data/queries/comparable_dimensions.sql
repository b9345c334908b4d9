-- one row per dimension: where comparable applicants' points lie
select dimension, low, middle, high
from scores.comparable_dimensions
where group_id = $group_id
order by dimension
