"""Who has a case: opening, claiming, giving back, handing on."""

import pytest

from data.errors import ThinfileError
from desk.refusals import ConflictError
from desk.work import case_list, cases, claims, people, policies
from desk.work.case_list import Pile
from desk.work.cases import Pins, Status
from desk.work.overrides import Decision
from desk.work.verdicts import Verdict
from scoring.policies import policy
from tests.desk.office import ADA, BEN, CLEO, DORA, LAUNCH, PINS, RAY, RITA, START

REFER = Verdict(Decision.REFER, sentence="Income is unclear to me.")


def claim(office, case_id, viewer=ADA, pins=PINS):
    return claims.claim(
        office.engine, office.by(viewer), case_id, seen=office.seen(case_id), pins=pins
    )


def release(office, case_id, viewer=ADA):
    return claims.release(office.engine, office.by(viewer), case_id, seen=office.seen(case_id))


def reassign(office, case_id, to, viewer=CLEO):
    return claims.reassign(
        office.engine, office.by(viewer), case_id, seen=office.seen(case_id), to=to
    )


def pile(office, viewer, which):
    return list(case_list.applications(office.engine, viewer, which))


def test_a_case_is_opened_new_and_unclaimed(office):
    case_id = office.opened()
    found = office.case(case_id)
    assert found.case_id == found.version == case_id
    assert (found.status, found.claimed_by, found.pins) == (Status.NEW, None, None)
    assert found.opened_at == START
    assert cases.of_application(office.engine, ADA, "A1") == found
    assert cases.of_application(office.engine, ADA, "A2") is None


def test_an_application_has_one_case_and_the_second_to_open_it_hears_who_was_first(office):
    case_id = office.opened()
    with pytest.raises(ConflictError, match=f"Case {case_id} .*: {ADA.user_id} opened it"):
        office.opened()


def test_a_decided_application_is_reopened_not_opened_again(office):
    office.decided()
    with pytest.raises(ThinfileError, match=r"which is decided\. Reopen it instead"):
        office.opened()


def test_a_claim_pins_book_and_policy(office):
    case_id = office.opened()
    receipt = claim(office, case_id)
    found = office.case(case_id)
    assert (found.status, found.claimed_by) == (Status.IN_REVIEW, "ada")
    assert found.pins == PINS
    assert found.version == receipt.entry_no


def test_a_book_without_scores_can_be_pinned(office):
    pins = Pins("s", None, None, LAUNCH.version)
    case_id = office.opened()
    claim(office, case_id, pins=pins)
    assert office.case(case_id).pins == pins


def test_a_claimed_case_cannot_be_claimed_again(office):
    case_id = office.claimed()
    with pytest.raises(ThinfileError, match=r"claim case \d+, but it is in review"):
        claim(office, case_id, CLEO)


def test_a_policy_that_is_not_in_force_cannot_be_pinned(office):
    case_id = office.opened()
    with pytest.raises(ThinfileError, match=f"policy 'old', but '{LAUNCH.version}' is in force"):
        claim(office, case_id, pins=Pins("s", None, None, "old"))


def test_a_released_case_is_new_again_without_pins(office):
    case_id = office.claimed()
    release(office, case_id)
    found = office.case(case_id)
    assert (found.status, found.claimed_by, found.pins) == (Status.NEW, None, None)


def test_only_who_has_a_case_gives_it_back(office):
    case_id = office.claimed()
    people.signed_in(office.engine, office.by(ADA))
    with pytest.raises(ThinfileError, match=r"release case \d+, but Ada Lovelace has it"):
        release(office, case_id, CLEO)
    release(office, case_id)
    with pytest.raises(ThinfileError, match="but it is new"):
        release(office, case_id)


def test_a_senior_officer_hands_a_case_to_another_officer(office):
    people.signed_in(office.engine, office.by(BEN))
    case_id = office.claimed()
    reassign(office, case_id, "ben")
    assert office.case(case_id).claimed_by == "ben"
    assert office.case(case_id).pins == PINS


@pytest.mark.parametrize(
    ("to", "lender_id", "why"),
    [
        ("nobody", "l1", "nobody of that id works at this desk"),
        ("ray", "l1", "signed in as risk manager"),
        ("ben", "l2", "a case for Ben Jonson"),
    ],
)
def test_a_case_goes_to_those_who_may_decide_it(office, to, lender_id, why):
    for viewer in (BEN, RAY):
        people.signed_in(office.engine, office.by(viewer))
    case_id = office.opened(lender_id=lender_id)
    claim(office, case_id)
    with pytest.raises(ThinfileError, match=why):
        reassign(office, case_id, to)


def test_an_unclaimed_case_is_not_handed_on(office):
    with pytest.raises(ThinfileError, match="Only claimed cases are handed on"):
        reassign(office, office.opened(), "ada")


def test_a_newer_book_is_taken_by_who_has_the_case(office):
    case_id = office.claimed()
    newer = Pins("later", "later.v2", "v2", LAUNCH.version)
    for viewer in (CLEO, ADA):
        taken = (office.engine, office.by(viewer), case_id)
        if viewer is CLEO:
            with pytest.raises(ThinfileError, match="but ada has it"):
                claims.take_new_book(*taken, seen=office.seen(case_id), pins=newer)
        else:
            claims.take_new_book(*taken, seen=office.seen(case_id), pins=newer)
    assert office.case(case_id).pins == newer


def test_a_referred_case_is_claimed_by_another_senior_person(office):
    case_id = office.claimed(viewer=CLEO)
    office.decide(case_id, CLEO, REFER)
    found = office.case(case_id)
    assert (found.status, found.claimed_by) == (Status.AWAITING_SECOND, None)
    with pytest.raises(ThinfileError, match="was referred by cleo, and must be decided by another"):
        claim(office, case_id, CLEO)
    with pytest.raises(ThinfileError, match="signed in as officer"):
        claim(office, case_id, ADA)
    claim(office, case_id, DORA)
    assert office.case(case_id).claimed_by == "dora"


def test_a_referred_case_that_is_given_back_waits_for_a_second_person_again(office):
    case_id = office.claimed()
    office.decide(case_id, verdict=REFER)
    claim(office, case_id, CLEO)
    release(office, case_id, CLEO)
    assert office.case(case_id).status is Status.AWAITING_SECOND
    claim(office, case_id, DORA)
    office.decide(case_id, DORA)
    assert office.case(case_id).status is Status.DECIDED


def test_a_referred_case_is_not_handed_to_who_referred_it_nor_to_an_officer(office):
    for viewer in (ADA, CLEO, DORA):
        people.signed_in(office.engine, office.by(viewer))
    case_id = office.claimed(viewer=CLEO)
    office.decide(case_id, CLEO, REFER)
    claim(office, case_id, DORA)
    with pytest.raises(ThinfileError, match="was referred by Cleo Page"):
        reassign(office, case_id, "cleo", DORA)
    with pytest.raises(ThinfileError, match="signed in as officer"):
        reassign(office, case_id, "ada", DORA)


def test_the_piles_hold_what_waits_for_whom(office):
    office.opened("A1")
    office.claimed("A2")
    office.decided("A3")
    big = office.claimed("A4", CLEO)
    office.decide(big, CLEO, Verdict(Decision.APPROVE, amount=1_500_000, term_days=90))
    office.opened("A5", lender_id="l2")
    assert pile(office, ADA, Pile.MINE) == ["A2", "A3"]  # the letter of A3 is to be sent
    assert pile(office, ADA, Pile.UNCLAIMED) == ["A1", "A5"]
    assert pile(office, BEN, Pile.UNCLAIMED) == ["A1"]
    assert pile(office, ADA, Pile.TAKEN) == ["A2", "A4"]
    assert pile(office, ADA, Pile.DECIDED) == ["A3"]
    assert pile(office, CLEO, Pile.MINE) == ["A4"]
    assert pile(office, CLEO, Pile.AWAITING_SECOND) == []
    assert pile(office, DORA, Pile.AWAITING_SECOND) == ["A4"]
    assert pile(office, ADA, Pile.AWAITING_APPLICANT) == []
    assert pile(office, ADA, Pile.ALL) == ["A1", "A2", "A3", "A4", "A5"]


def test_the_second_of_two_browsers_is_refused(office):
    case_id = office.claimed()
    seen = office.seen(case_id)
    claims.release(office.engine, office.by(ADA), case_id, seen=seen)
    with pytest.raises(ConflictError, match="ada released it"):
        claims.release(office.engine, office.by(ADA), case_id, seen=seen)


def test_a_new_policy_takes_effect_for_cases_claimed_from_then_on(office):
    held, waiting = office.claimed("A1"), office.opened("A2")
    text = policy.LAUNCH.read_text(encoding="utf-8").replace(LAUNCH.version, "2027-01", 1)
    policies.draft(office.engine, office.by(RAY), text)
    policies.put_in_force(office.engine, office.by(RITA), "2027-01")
    with pytest.raises(ThinfileError, match="but '2027-01' is in force now"):
        claim(office, waiting)
    claim(office, waiting, pins=Pins("s", None, None, "2027-01"))
    assert office.case(held).pins == PINS
    office.decide(held)
    assert office.case(held).status is Status.DECIDED


def test_the_queue_is_told_how_every_case_stands_in_one_read(office):
    mine = office.claimed("A1")
    done = office.decided("A2", CLEO)
    found = {one.application_id: one for one in case_list.standings(office.engine, ADA)}
    assert (found["A1"].case_id, found["A1"].claimed_by) == (mine, "ada")
    assert (found["A2"].status, found["A2"].decision) == (Status.DECIDED, "approve")
    assert [one.case_id for one in case_list.standings(office.engine, ADA, ["A2"])] == [done]
    assert cases.newest_version(office.engine) == office.seen(done)
