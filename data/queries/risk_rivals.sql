-- one row per application applied from $since on whose outcome is known: the score, and a rival beside it, both where
-- the rival has a value. {rival} is a feature of the catalogue.
select o.raw_score, cast({rival} as double) as rival, o.is_bad
from memory.main.risk_outcomes as o
join features as f on f.rowid = o.place
where
    o.applied_at >= $since
    and {rival} is not null
    and ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), o.lender_id))
