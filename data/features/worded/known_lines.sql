-- one row per known order line, as people read it
select
    k.application_no,
    o.order_id,
    l.line_no,
    o.ordered_at,
    local_time(o.ordered_at, o.utc_offset_minutes) as local_at,
    l.product_id,
    l.product_name,
    l.category,
    l.brand,
    l.quantity,
    l.unit_price,
    cast(l.quantity as bigint) * l.unit_price as line_amount,
    true as is_line,
    l.brand is not null as is_branded,
    c.spending_group = 'necessity' as is_necessity,
    c.spending_group = 'luxury' as is_luxury,
    c.basket_group = 'food_household' as is_food_household,
    c.basket_group = 'electronics' as is_electronics,
    c.basket_group = 'entertainment' as is_entertainment,
    c.basket_group = 'home' as is_home,
    c.basket_group = 'bills' as is_bills
from known_orders as k
join scope as s on s.application_no = k.application_no
join orders as o on o.customer_id = s.customer_id and o.rowid = k.order_no
join order_lines as l on l.customer_id = s.customer_id and l.order_id = o.order_id
join coded_categories as c on c.category = l.category
where not k.is_cancelled and not k.is_refused
order by o.ordered_at, o.order_id, l.line_no
