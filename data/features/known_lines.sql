-- one row per application and order line bought before it; sensitive categories are never read. In two parts, since
-- most lines never fall away, and the engine finds their applications faster where nothing else is asked of them
select
    s.application_no,
    l.category_no,
    l.product_no,
    l.brand_no,
    l.quantity,
    l.unit_price
from scope as s
join coded_lines as l on l.customer_no = s.customer_no
where l.known_at < s.known_before and l.dropped_at is null
union all
select
    s.application_no,
    l.category_no,
    l.product_no,
    l.brand_no,
    l.quantity,
    l.unit_price
from scope as s
join coded_lines as l on l.customer_no = s.customer_no
where l.known_at < s.known_before and l.dropped_at >= s.known_before
