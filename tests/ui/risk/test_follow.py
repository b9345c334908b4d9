from scoring.risk.cohorts.cohort import Condition
from scoring.risk.cohorts.cohort_counts import INSIDE, REST
from ui.risk import follow, population


def test_a_link_holds_the_cohort_as_its_page_reads_it():
    month, score = Condition("month", ("2026-05",)), Condition("score", least=600)
    assert follow.people([month, score]) == "cohort month:2026-05;score:600~"
    assert follow.applicant("A1") == "application A1"


def test_what_conditions_cannot_say_leads_nowhere():
    assert follow.people([Condition("month", ("2026-05",)), None]) == follow.NOBODY
    assert follow.people([]) == follow.NOBODY


def test_a_group_of_a_cut_is_a_condition_where_it_can_be_said():
    assert population.group("depth", "thin") == [Condition("depth_band", ("thin",))]
    assert population.group("score", "600") == [Condition("score", least=600, below=650)]
    assert population.group("region", "not known") == [None]
    assert population.group("none", "all loans") == []
    assert population.group("region:north", INSIDE) == (Condition("region", ("north",)),)
    assert population.group("region:north", REST) == [None]
