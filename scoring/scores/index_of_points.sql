-- finds the points of one application without reading those of the others
create index points_index on fresh.points (application_id)
