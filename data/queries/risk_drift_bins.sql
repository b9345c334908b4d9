-- one row per application: its local month, and the bin that its score and each feature fall into. {bins} are
-- expressions of ours over the catalogue's names, with parameters for every edge and name.
select
    date_trunc('month', a.applied_at + a.utc_offset_minutes * interval '1' minute) as month,
    {bins}
from applications as a
join features as f on f.application_id = a.application_id
join scores.scores as s on s.application_id = a.application_id
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id)
