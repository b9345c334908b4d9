-- finds the scores of one application without reading those of the others
create index scores_index on fresh.scores (application_id)
