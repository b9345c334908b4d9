-- one row per application; all values as text, so that the checks can name those that do not fit
select *
from read_csv(
    $path || '/decisions.csv',
    all_varchar = true, header = true, delim = ',', quote = '"', escape = '"', skip = 0, comment = ''
)
