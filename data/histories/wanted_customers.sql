-- one row: the range of customers that holds the applications wanted; a character after the last closes it
select min(a.customer_id) as first_customer, max(a.customer_id) || '!' as next_customer
from applications as a
join wanted as w on w.application_id = a.application_id
