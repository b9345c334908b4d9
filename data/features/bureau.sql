-- one row per application: the latest credit bureau score, as its place between the agency's lowest and highest
select
    s.application_no,
    ratio(b.score - b.score_min, b.score_max - b.score_min) as bureau_score,
    case when b.application_no is not null then 1 else 0 end as bureau_known
from scope as s
left join known_bureau as b on b.application_no = s.application_no and b.is_latest
