-- one row (or none): the features of an application
select *
from features
where customer_id = $customer_id and application_id = $application_id
