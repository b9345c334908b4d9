-- one row per application and category bought before it: what was spent on it
select
    application_no,
    category_no,
    cast(sum(cast(quantity as bigint) * unit_price) as bigint) as amount
from known_lines
group by application_no, category_no
