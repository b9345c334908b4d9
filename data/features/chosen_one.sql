-- the one application that is asked for
select *
from applications
where application_id = $application_id
