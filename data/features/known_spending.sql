-- one row per application with known lines: what was spent, in all and by kind of goods
select
    k.application_no,
    sum(k.amount) as amount,
    max(k.amount) as largest,
    count_if(k.amount > 0) as category_count,
    sum(case when c.spending_group = 'necessity' then k.amount else 0 end) as necessity,
    sum(case when c.spending_group = 'luxury' then k.amount else 0 end) as luxury,
    sum(case when c.basket_group = 'food_household' then k.amount else 0 end) as food_household,
    sum(case when c.basket_group = 'electronics' then k.amount else 0 end) as electronics,
    sum(case when c.basket_group = 'entertainment' then k.amount else 0 end) as entertainment,
    sum(case when c.basket_group = 'home' then k.amount else 0 end) as home,
    sum(case when c.basket_group = 'bills' then k.amount else 0 end) as bills
from known_categories as k
join coded_categories as c on c.category_no = k.category_no
group by k.application_no
