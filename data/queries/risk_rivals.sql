-- one row per application applied from $since on whose outcome is known: the score, and a rival beside it, both where
-- the rival has a value. {rival} is a feature of the catalogue.
select s.raw_score, cast({rival} as double) as rival, o.is_bad
from outcomes as o
cross join book as b
join scores.scores as s on s.application_id = o.application_id
join applications as a on a.application_id = o.application_id
join features as f on f.application_id = o.application_id
where
    o.is_bad is not null
    and o.observed_at <= b.as_of
    and a.applied_at >= $since
    and {rival} is not null
    and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id))
