-- one row per bin of comparable applicants' scores
select score_bin, applications
from scores.comparable_scores
where group_id = $group_id
order by score_bin
