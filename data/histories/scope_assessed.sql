-- leaves in scope the applications to assess: those that bear their customer's id
delete from temp.scope
where application_id <> customer_id
