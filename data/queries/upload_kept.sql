-- one row: whether a request was kept, how many orders came, and how many were kept of its customer
select
    exists(select 1 from applications where application_id = $application_id) as is_kept,
    coalesce((select rows_read from imports where table_name = 'orders'), 0) as orders_read,
    (select count(*) from orders where customer_id = $customer_id) as orders_kept
