-- one row per lender, product, depth band and ten points of score: applications that score there
select
    f.lender_id,
    f.product,
    f.depth_band,
    cast(s.score // 10 * 10 as integer) as score_bin,
    count(*) as applications
from fresh.scores as s
join features as f on f.application_id = s.application_id
group by f.lender_id, f.product, f.depth_band, score_bin
order by f.lender_id, f.product, f.depth_band, score_bin
