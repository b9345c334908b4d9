-- one row per application of a random part of a cohort, $most of them or all: its value and its points for some
-- features. The part is the same each time: ids in the order of their hashes.
-- {cohorts} is an expression over attributes of the catalogue, with parameters for every value; {features} are
-- expressions `f.x as x, p.x as x_points`, of the catalogue's names.
with part as (
    select r.application_id
    from memory.main.risk_rows as r
    join features as f on f.application_id = r.application_id
    where
        ($lender_ids is null or list_contains(cast($lender_ids as varchar[]), r.lender_id))
        and {cohorts} = 1
    order by hash(r.application_id)
    limit $most
)
select part.application_id, {features}
from part
join features as f on f.application_id = part.application_id
join scores.points as p on p.application_id = part.application_id
order by part.application_id
