-- one row per family: how often it counts against the applicant when the history is drawn again
select family, negative_share
from scores.stability
where application_id = $application_id
