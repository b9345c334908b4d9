"""Who looked at whom, for the auditor."""

import pytest

from data.errors import ThinfileError
from desk.audit import access
from desk.roles import Role, Viewer
from tests.desk.office import ADA, AUDREY, CLEO


def look(office, viewer, application_id="A1", lender_id="l1", key=None):
    return access.looked(
        office.engine, office.by(viewer, key), application_id=application_id,
        lender_id=lender_id, case_id=None, page="applicant",
    )  # fmt: skip


def test_every_look_is_written_down_newest_first(office):
    look(office, ADA)
    look(office, CLEO)
    look(office, ADA, "A2", "l2")
    found = access.looks(office.engine, AUDREY).found
    assert [(one.user_id, one.application_id) for one in found] == [
        ("ada", "A2"), ("cleo", "A1"), ("ada", "A1"),
    ]  # fmt: skip
    of_one = access.looks(office.engine, AUDREY, about="A1").found
    assert [one.user_id for one in of_one] == ["cleo", "ada"]
    by_one = access.looks(office.engine, AUDREY, user_id="ada").found
    assert [one.application_id for one in by_one] == ["A2", "A1"]


def test_a_look_before_the_case_was_opened_names_it_too(office):
    look(office, ADA)
    look(office, ADA, "A2")
    case_id = office.opened("A1")
    assert [one.case_id for one in access.looks(office.engine, AUDREY).found] == [None, case_id]
    [found] = access.looks(office.engine, AUDREY, about=str(case_id)).found
    assert (found.application_id, found.case_id) == ("A1", case_id)


def test_looks_are_read_page_by_page(office, monkeypatch):
    monkeypatch.setattr(access, "ON_A_PAGE", 2)
    for number in range(5):
        look(office, ADA, f"A{number}")
    pages = [access.looks(office.engine, AUDREY, page=page) for page in (1, 2, 3, 4)]
    assert [[one.application_id for one in page.found] for page in pages] == [
        ["A4", "A3"], ["A2", "A1"], ["A0"], [],
    ]  # fmt: skip
    assert {(page.total, page.pages) for page in pages} == {(5, 3)}
    assert access.looks(office.engine, AUDREY, about="nobody").pages == 1


def test_a_page_that_runs_again_is_one_look(office):
    look(office, ADA, key="session-1 A1 applicant")
    look(office, ADA, key="session-1 A1 applicant")
    assert office.count("access_log") == 1


def test_an_auditor_reads_of_their_own_lenders(office):
    look(office, ADA)
    look(office, ADA, "A2", "l2")
    own = Viewer("x", "X", Role.AUDITOR, ("l2",))
    assert [one.application_id for one in access.looks(office.engine, own).found] == ["A2"]


def test_only_an_auditor_reads_the_access_log(office):
    with pytest.raises(ThinfileError, match="read the access log: auditor"):
        access.looks(office.engine, CLEO)
