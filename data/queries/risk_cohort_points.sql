-- one row per set of cohorts that applications are in (bit i of `cohorts`): how many they are, and for each
-- feature of the model the sum of the sizes of its points.
-- {cohorts} is an expression over attributes of the catalogue, with parameters for every value.
select
    {cohorts} as cohorts,
    count(*) as applications,
    sum(abs(columns(p.* exclude (application_id)))) as "\0"
from memory.main.risk_rows as r
join features as f on f.application_id = r.application_id
join scores.points as p on p.application_id = r.application_id
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), r.lender_id)
group by cohorts
order by cohorts
