-- one row per application: its score, what it needs for a recommendation, and its reasons
select
    a.application_id,
    a.customer_id,
    a.amount,
    a.term_days,
    s.score,
    s.prob_default,
    f.monthly_spend,
    c.has_consent,
    a.is_of_legal_age,
    f.is_sufficient,
    a.refuses_automation,
    u.active_weeks,
    u.redraw_low,
    u.redraw_high,
    string_agg(r.feature, '; ' order by r.rank) as reasons
from applications as a
join features as f on f.customer_id = a.customer_id and f.application_id = a.application_id
join scores.scores as s on s.application_id = a.application_id
left join consented as c on c.customer_id = a.customer_id and c.application_id = a.application_id
left join scores.doubts as u on u.application_id = a.application_id
left join scores.reasons as r on r.application_id = a.application_id
group by all
order by a.application_id
