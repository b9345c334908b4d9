-- one row per application and order line bought before it; sensitive categories are never read
select
    o.application_id,
    o.order_id,
    l.line_no,
    l.product_id,
    l.product_name,
    l.category,
    l.brand,
    l.quantity,
    l.unit_price,
    cast(l.quantity as bigint) * l.unit_price as line_amount,
    o.ordered_at,
    o.local_at,
    true as is_line,
    l.brand is not null as is_branded,
    c.spending_group = 'necessity' as is_necessity,
    c.spending_group = 'luxury' as is_luxury,
    c.basket_group = 'food_household' as is_food_household,
    c.basket_group = 'electronics' as is_electronics,
    c.basket_group = 'entertainment' as is_entertainment,
    c.basket_group = 'home' as is_home,
    c.basket_group = 'bills' as is_bills
from scope as s
join order_lines as l on l.customer_id = s.customer_id
join known_orders as o on o.application_id = s.application_id and o.order_id = l.order_id
join ref_categories as c on c.category = l.category
where o.status in ('open', 'completed', 'returned') and not c.is_sensitive
