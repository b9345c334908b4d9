"""Every write is refused, on the server, to every role that is not granted it."""

from pathlib import Path

import pytest

from data.errors import ThinfileError
from data.home import Home
from desk.audit import access, erasure
from desk.notices import sending
from desk.roles import GRANTS, Act, Role, Viewer
from desk.store.kinds import Kind
from desk.store.ledger import By
from desk.work import (
    batches,
    casework,
    claims,
    cohort_list,
    decisions,
    drafts,
    models_in_force,
    people,
    policies,
    users,
)
from desk.work.batches import Batch
from desk.work.casework import Document
from scoring.policies import policy
from tests.desk.notices.samples import LETTER, OURS
from tests.desk.office import APPROVES, LAUNCH, PINS, START, YES

HOME = Home(Path("/nowhere"))
DRAFT = policy.LAUNCH.read_text(encoding="utf-8").replace("2026-11", "2026-12", 1)
# each kind of entry, the act that the design's table asks for, and the call that writes it
WRITES = {
    Kind.OPENING: (Act.DECIDE, lambda e, by: claims.open_case(
        e, by, application_id="A", lender_id="l1", applied_at=START)),
    Kind.CLAIM: (Act.DECIDE, lambda e, by: claims.claim(e, by, 1, seen=1, pins=PINS)),
    Kind.RELEASE: (Act.DECIDE, lambda e, by: claims.release(e, by, 1, seen=1)),
    Kind.REASSIGNMENT: (Act.REASSIGN, lambda e, by: claims.reassign(e, by, 1, seen=1, to="x")),
    Kind.NEW_BOOK: (
        Act.DECIDE, lambda e, by: claims.take_new_book(e, by, 1, seen=1, pins=PINS)),
    Kind.NOTE: (Act.DECIDE, lambda e, by: casework.add_note(e, by, 1, note="x")),
    Kind.DOCUMENT_REQUEST: (Act.DECIDE, lambda e, by: casework.request_documents(
        e, by, 1, seen=1, documents=[Document.INCOME], why="")),
    Kind.ANSWER: (Act.DECIDE, lambda e, by: casework.record_answer(e, by, 1, seen=1)),
    Kind.DISPUTE: (Act.DECIDE, lambda e, by: casework.dispute(
        e, by, 1, seen=1, order_id="o", line_no=None, why="")),
    Kind.DECISION: (Act.DECIDE, lambda e, by: decisions.decide(
        e, by, 1, seen=1, verdict=YES, shown=APPROVES, policy=LAUNCH)),
    Kind.SECOND_APPROVAL: (
        Act.DECIDE_AS_SECOND, lambda e, by: decisions.second(e, by, 1, seen=1, approve=True)),
    Kind.SECOND_REFUSAL: (
        Act.DECIDE_AS_SECOND, lambda e, by: decisions.second(e, by, 1, seen=1, approve=False)),
    Kind.REOPENING: (
        Act.DECIDE, lambda e, by: decisions.reopen(e, by, 1, seen=1, sentence="a b c")),
    Kind.NOTICE: (Act.DECIDE, lambda e, by: sending.send(
        e, HOME, by, 1, seen=1, letter=LETTER, wording=OURS)),
    Kind.VIEW: (Act.SEE_APPLICANTS, lambda e, by: access.looked(
        e, by, application_id="A", lender_id="l1", case_id=None, page="p")),
    Kind.SIGN_IN: (Act.SEE_APPLICANTS, people.signed_in),
    Kind.POLICY_DRAFT: (Act.WRITE_DRAFTS, lambda e, by: policies.draft(e, by, DRAFT)),
    Kind.POLICY_IN_FORCE: (Act.PUT_IN_FORCE, lambda e, by: policies.put_in_force(e, by, "x")),
    Kind.MODEL_PROPOSAL: (Act.WRITE_DRAFTS, lambda e, by: models_in_force.propose(
        e, HOME, by, "v2", why="a b c")),
    Kind.MODEL_IN_FORCE: (
        Act.PUT_IN_FORCE, lambda e, by: models_in_force.put_in_force(e, HOME, by, "v2")),
    Kind.COHORT: (Act.WRITE_DRAFTS, lambda e, by: cohort_list.keep(
        e, by, name="north", written="region:north")),
    Kind.BATCH: (Act.DECIDE, lambda e, by: batches.record(
        e, by, Batch("U1", (), 0, "v1", "p1", ()))),
    Kind.SHUT_OUT: (Act.KEEP_USERS, lambda e, by: users.shut_out(e, by, "x", why="a b c")),
    Kind.LET_IN: (Act.KEEP_USERS, lambda e, by: users.let_in(e, by, "x", why="a b c")),
    Kind.ERASURE: (Act.ERASE, lambda e, by: erasure.erase(e, by, case_id=1, why="a b c")),
}  # fmt: skip


def refusal(write, engine, by) -> str:
    try:
        write(engine, by)
    except ThinfileError as refused:
        return str(refused)
    return ""


def test_every_kind_of_entry_is_tried():
    assert set(WRITES) == set(Kind)


@pytest.mark.parametrize("role", Role)
def test_each_write_as_each_role(office, role):
    """A granted write may fail for the state of things, never for the role."""
    for kind, (act, write) in WRITES.items():
        assert kind.act is act
        by = By(Viewer(role.value, role.label, role, None), START, f"try-{kind}")
        before = office.count("ledger")
        if act in GRANTS[role]:
            assert "you are signed in as" not in refusal(write, office.engine, by)
        else:
            with pytest.raises(ThinfileError, match=f"you are signed in as {role.label}"):
                write(office.engine, by)
            assert office.count("ledger") == before


@pytest.mark.parametrize("role", Role)
def test_drafts_are_kept_for_those_who_decide_alone(office, role):
    viewer = Viewer(role.value, role.label, role, None)
    case_id = office.opened()
    if Act.DECIDE in GRANTS[role]:
        drafts.keep(office.engine, viewer, case_id, {"note": "x"}, START)
        assert drafts.find(office.engine, viewer, case_id) == {"note": "x"}
    else:
        with pytest.raises(ThinfileError, match=f"you are signed in as {role.label}"):
            drafts.keep(office.engine, viewer, case_id, {"note": "x"}, START)
        assert office.count("drafts") == 0


def test_the_cases_of_another_lender_are_not_there(office):
    case_id = office.opened(lender_id="l2")
    stranger = Viewer("x", "X", Role.SENIOR_OFFICER, ("l1",))
    caseless = {Kind.OPENING, Kind.VIEW, Kind.SIGN_IN, Kind.BATCH}
    tried = [kind for kind in WRITES if kind not in caseless]
    for kind in tried:
        act, write = WRITES[kind]
        if act in GRANTS[Role.SENIOR_OFFICER]:
            with pytest.raises(ThinfileError, match=rf"Wanted case {case_id}, but there is none"):
                write(office.engine, By(stranger, START, f"try-{kind}"))
    with pytest.raises(ThinfileError, match="there is none among your lenders'"):
        claims.open_case(
            office.engine, By(stranger, START, "k"), application_id="B", lender_id="l2",
            applied_at=START,
        )  # fmt: skip
    with pytest.raises(ThinfileError, match="there is none among your lenders'"):
        access.looked(
            office.engine, By(stranger, START, "k"), application_id="B", lender_id=None,
            case_id=None, page="p",
        )  # fmt: skip
    with pytest.raises(ThinfileError, match="there is none among your lenders'"):
        batches.record(
            office.engine, By(stranger, START, "k"), Batch("U1", (), 0, "v1", "p1", ("l1", "l2"))
        )
    assert office.count("ledger") == 1
