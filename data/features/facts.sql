-- one row per application: who asked where and when, how deep the file is, whether there is enough to go by
select
    s.application_no,
    s.application_id,
    s.customer_id,
    s.lender_id,
    s.product,
    s.applied_at,
    case when d.order_count < 15 then 'thin' when d.order_count < 40 then 'medium' else 'deep' end as depth_band,
    d.order_count >= 3 and d.active_months >= 2 as is_sufficient
from scope as s
join family_file_depth as d on d.application_no = s.application_no
