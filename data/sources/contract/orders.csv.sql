-- one row per order; all values as text, so that the checks can name those that do not fit
select *
from read_csv(
    $path || '/orders.csv',
    all_varchar = true, header = true, delim = ',', quote = '"', escape = '"', skip = 0, comment = ''
)
