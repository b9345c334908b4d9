from scoring.cohort import Condition
from ui.risk import follow


def test_a_link_holds_the_cohort_as_its_page_reads_it():
    month, score = Condition("month", ("2026-05",)), Condition("score", least=600)
    assert follow.people([month, score]) == "cohort month:2026-05;score:600~"
    assert follow.applicant("A1") == "application A1"


def test_what_conditions_cannot_say_leads_nowhere():
    assert follow.people([Condition("month", ("2026-05",)), None]) == follow.NOBODY
    assert follow.people([]) == follow.NOBODY
