"""A letter is sent once for a decision, kept as it was, and gone when the case is erased."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from data.errors import ThinfileError
from data.home import Home
from desk.audit import verify
from desk.audit.history import history
from desk.notices import erasing, kept, sending, typesetting
from desk.refusals import ConflictError
from desk.store import database
from desk.store.kinds import Kind
from desk.work import case_list, decisions
from desk.work.case_list import Pile
from tests.desk.notices.samples import LETTER, OURS, YES
from tests.desk.office import ADA, APPROVES, AUDREY, DECLINES, NO, START
from tests.desk.office import YES as LENDS


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def declined(office):
    return office.decided("A1", verdict=NO, shown=DECLINES)


def send(office, home, case_id, letter=LETTER, key=None, seen=None):
    seen = office.seen(case_id) if seen is None else seen
    return sending.send(
        office.engine, home, office.by(ADA, key), case_id, seen=seen, letter=letter, wording=OURS
    )


def letters(home):
    return sorted((home.root / "letters").glob("*")) if (home.root / "letters").exists() else []


def test_a_sent_letter_stops_the_clock_and_is_kept(office, home):
    case_id = declined(office)
    assert office.case(case_id).notified_at is None
    receipt = send(office, home, case_id)
    assert office.case(case_id).notified_at == receipt.written_at
    [path] = letters(home)
    pdf = sending.sent(office.engine, home, ADA, case_id)
    assert pdf == path.read_bytes() == typesetting.pdf(LETTER.as_data(), OURS)
    assert path.stem == kept.name_of(pdf)
    [entry] = history(office.engine, ADA, case_id, Kind.NOTICE)
    assert entry.about == office.case(case_id).decision_no
    assert entry.payload["asked"]["pdf_sha256"] == path.stem
    assert verify.verify(office.engine).fault is None


def test_the_ledger_alone_sets_the_same_letter_again(office, home):
    case_id = declined(office)
    send(office, home, case_id)
    again = typesetting.pdf(*sending.recorded(office.engine, AUDREY, case_id))
    assert again == sending.sent(office.engine, home, AUDREY, case_id)


def test_a_decided_case_stays_with_its_officer_until_the_letter_is_sent(office, home):
    def mine():
        return case_list.applications(office.engine, ADA, Pile.MINE)

    def not_due(since=START - timedelta(days=1)):
        return case_list.not_due_since(office.engine, ADA, since)

    case_id = declined(office)
    assert mine() == case_list.untold(office.engine, ADA) == ("A1",)
    assert not_due() == ()
    send(office, home, case_id)
    assert mine() == case_list.untold(office.engine, ADA) == ()
    assert not_due() == ("A1",)
    decisions.reopen(
        office.engine, office.by(ADA), case_id, seen=office.seen(case_id),
        sentence="new papers came",
    )  # fmt: skip
    assert mine() == not_due() == ("A1",)  # another 30 days run
    assert not_due(since=START + timedelta(days=1)) == ()
    assert case_list.untold(office.engine, ADA) == ()


def test_the_ledger_says_which_reasons_the_sender_vouched_for(office, home):
    stable = declined(office)
    send(office, home, stable)
    held = office.decided("A2", verdict=NO, shown=DECLINES)
    night, visits = LETTER.reasons
    vouched = replace(
        LETTER, application_id="A2", reasons=(replace(visits, is_confirmed=True), night)
    )
    send(office, home, held, letter=vouched)
    yes = office.decided("A3")
    send(office, home, yes, letter=replace(YES, application_id="A3"))
    facts = [
        history(office.engine, ADA, case_id, Kind.NOTICE)[0].facts
        for case_id in (stable, held, yes)
    ]
    assert [fact["reason_code"] for fact in facts] == ["night", "browsing_known", None]
    assert [fact["confirmed"] for fact in facts] == [[], ["browsing_known"], []]


def test_the_same_key_sends_once(office, home):
    case_id = declined(office)
    seen = office.seen(case_id)
    first = send(office, home, case_id, key="once", seen=seen)
    assert send(office, home, case_id, key="once", seen=seen) == first
    assert len(history(office.engine, ADA, case_id, Kind.NOTICE)) == 1


def test_a_second_letter_needs_another_decision(office, home):
    case_id = declined(office)
    send(office, home, case_id)
    with pytest.raises(ThinfileError, match=r"was told at .* reopen the case"):
        send(office, home, case_id)
    decisions.reopen(
        office.engine,
        office.by(ADA),
        case_id,
        seen=office.seen(case_id),
        sentence="new papers came",
    )
    assert office.case(case_id).notified_at is not None
    office.decide(case_id, verdict=LENDS, shown=APPROVES)
    assert office.case(case_id).notified_at is None
    send(office, home, case_id, letter=YES)
    assert len(letters(home)) == 2


def test_a_ledger_of_before_the_clock_was_kept_gets_it_from_its_entries(office, home):
    untold = office.decided("A2", verdict=NO, shown=DECLINES)
    told = declined(office)
    send(office, home, told)
    for case_id in (untold, told):
        decisions.reopen(
            office.engine, office.by(ADA), case_id,
            seen=office.seen(case_id), sentence="new papers came",
        )  # fmt: skip
    began = office.case(told).clock_from
    with database.writing(office.engine) as con:
        con.execute(text("alter table cases drop column clock_from"))
        con.execute(text("update alembic_version set version_num = 'r0002'"))
    database.open_ledger(office.engine.url).dispose()
    assert office.case(told).clock_from == began is not None
    assert office.case(untold).clock_from is None
    assert verify.verify(office.engine).fault is None


def test_what_is_not_allowed_keeps_nothing(office, home):
    undecided = office.claimed("A2")
    with pytest.raises(ThinfileError, match=r"it is in review\. Decide it first"):
        send(office, home, undecided)
    case_id = declined(office)
    with pytest.raises(ThinfileError, match="Reload the page"):
        send(office, home, case_id, letter=replace(LETTER, application_id="A9"))
    with pytest.raises(ThinfileError, match="Reload the page"):
        send(office, home, case_id, letter=YES)
    with pytest.raises(ConflictError):
        send(office, home, case_id, seen=office.seen(case_id) - 1)
    assert letters(home) == []


def test_an_undecided_case_has_no_decision_to_write_of(office):
    case_id = office.claimed("A2")
    with pytest.raises(ThinfileError, match="Decide it first"):
        sending.decided(office.engine, ADA, case_id)


def test_the_decision_in_force_is_the_one_written_of(office):
    case_id = declined(office)
    found = sending.decided(office.engine, ADA, case_id)
    assert (found.decision_no, found.decision) == (office.case(case_id).decision_no, NO.decision)


def test_an_altered_letter_is_found(office, home):
    case_id = declined(office)
    send(office, home, case_id)
    [path] = letters(home)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ThinfileError, match="is not the letter that was sent"):
        sending.sent(office.engine, home, ADA, case_id)
    path.unlink()
    with pytest.raises(ThinfileError, match="Restore it from a backup"):
        sending.sent(office.engine, home, ADA, case_id)


def test_an_erased_case_keeps_no_letter(office, home):
    case_id = declined(office)
    send(office, home, case_id)
    with pytest.raises(ThinfileError, match="to erase a case"):
        erasing.erase(office.engine, home, office.by(AUDREY), case_id=case_id, why="no")
    assert len(letters(home)) == 1
    erasing.erase(office.engine, home, office.by(AUDREY), case_id=case_id, why="the person asked")
    assert letters(home) == []
    assert sending.sent(office.engine, home, AUDREY, case_id) is None
    assert sending.recorded(office.engine, AUDREY, case_id) is None
    assert verify.verify(office.engine).fault is None
