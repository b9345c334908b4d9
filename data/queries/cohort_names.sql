-- one row per value of an attribute, {cohorts}, that has names, the most frequent first
select {cohorts} as value, count(*) as applications
from memory.main.cohort_rows as r
positional join features as f
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), r.lender_id)
group by value
having value is not null
order by applications desc, value
