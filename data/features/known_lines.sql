-- one row per application and order line bought before it; sensitive categories are never read
select
    s.application_no,
    l.category_no,
    l.product_no,
    l.brand_no,
    l.quantity,
    l.unit_price,
    cast(l.quantity as bigint) * l.unit_price as line_amount
from scope as s
join coded_lines as l on l.customer_no = s.customer_no
where l.known_at < s.known_before and coalesce(l.dropped_at >= s.known_before, true)
