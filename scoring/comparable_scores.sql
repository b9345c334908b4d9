-- one row per group and ten points of score: how many comparable applications score there
with members as (
    select g.group_id, s.score
    from fresh.scores as s
    join features as f on f.application_id = s.application_id
    join comparable_sizes as g
        on (g.product is null or g.product = f.product) and (g.depth_band is null or g.depth_band = f.depth_band)
)
select group_id, cast(score // 10 * 10 as integer) as score_bin, count(*) as applications
from members
group by group_id, score_bin
order by group_id, score_bin
