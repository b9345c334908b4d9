-- one row (or none): how sure the score of an application is, where that was computed beforehand
select active_weeks, resamples, raw_low, raw_high, redraw_low, redraw_high
from scores.doubts
where application_id = $application_id
