-- finds the row of one application without reading those of the others: they are sorted by customer
create index application_index on snapshot.applications (application_id)
