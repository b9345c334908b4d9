-- one row per household that told its age; the band of ages stands as the group to be watched
select
    household_id as customer_id,
    age as "group",
    file_row_number + 1 as source_row
from read_parquet($path || '/demographics.parquet', file_row_number = true)
