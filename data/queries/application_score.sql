-- one row (or none): the score of an application
select raw_score, score, prob_default, prob_low, prob_high, score_low, score_high, interval_n
from scores.scores
where application_id = $application_id
