-- leaves in scope the applications that are wanted
delete from temp.scope
where application_id not in (select application_id from wanted)
