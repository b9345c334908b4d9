-- one row (or none): the points of every feature of an application
select * exclude (application_id)
from scores.points
where application_id = $application_id
