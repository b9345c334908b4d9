-- one row per set of cohorts that applications are in (bit i of `cohorts`) and 10 points of score:
-- counts, and sums of habits (with how many are known) and of points, sign apart, by dimension.
-- {cohorts} is an expression over attributes of the catalogue, with parameters for every value.
select
    {cohorts} as cohorts,
    r.score // 10 * 10 as score_bin,
    count(*) as applications,
    count(*) filter (r.is_decided) as decided,
    count(*) filter (r.is_approved) as approved,
    count(r.is_bad) as known,
    count(*) filter (r.is_bad) as bads,
    sum(r.history) as history,
    sum(r.capacity) as capacity,
    sum(r.behaviour) as behaviour,
    sum(r.identity) as identity,
    sum(f.night_order_share) as night_order_share,
    count(f.night_order_share) as night_order_share_known,
    sum(f.evening_order_share) as evening_order_share,
    count(f.evening_order_share) as evening_order_share_known,
    sum(f.working_hours_share) as working_hours_share,
    count(f.working_hours_share) as working_hours_share_known,
    sum(f.weekend_order_share) as weekend_order_share,
    count(f.weekend_order_share) as weekend_order_share_known,
    sum(f.after_payday_share) as after_payday_share,
    count(f.after_payday_share) as after_payday_share_known,
    sum(f.necessity_share) as necessity_share,
    count(f.necessity_share) as necessity_share_known,
    sum(f.electronics_share) as electronics_share,
    count(f.electronics_share) as electronics_share_known,
    sum(f.refused_order_share) as refused_order_share,
    count(f.refused_order_share) as refused_order_share_known
from memory.main.risk_rows as r
join features as f on f.application_id = r.application_id
where $lender_ids is null or list_contains(cast($lender_ids as varchar[]), r.lender_id)
group by cohorts, score_bin
order by cohorts, score_bin
