-- one row per value of an attribute, {cohorts}, that has names, the most frequent first
select {cohorts} as value, count(*) as applications
from features as f
join applications as a on a.application_id = f.application_id
left join decisions as d on d.application_id = f.application_id
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), a.lender_id)
group by value
having value is not null
order by applications desc, value
limit 40
