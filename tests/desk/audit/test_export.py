"""Decisions go back to the lender in the contract's table."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from data import book, build, contract, uploads
from data.errors import ThinfileError
from data.home import Home
from desk.audit import export
from desk.notices import erasing, sending
from desk.store import database, tables
from desk.work import claims, decisions
from tests.data import lender
from tests.desk.notices.samples import LETTER, OURS
from tests.desk.office import ADA, AUDREY, CLEO, DECLINES, LAUNCH, NO, OFFICER_MAY, PINS, YES

COLUMNS = [column.name for column in contract.DECISIONS.columns]
NOWHERE = Home(Path("/nowhere"))
UPLOAD = "U0123456789ab"


def exported(office, lender_id=None):
    return export.decisions(office.engine, NOWHERE, lender_id)[0]


@pytest.fixture
def full(office):
    """Give an office that approved c1's, declined c2's, and had a large amount seconded."""
    office.decided("a1")
    office.decided("a2", verdict=NO, shown=DECLINES)
    office.claimed("a4")
    case_id = office.claimed("a3")
    office.decide(case_id, verdict=replace(YES, amount=OFFICER_MAY + 1))
    decisions.second(
        office.engine, office.by(CLEO), case_id, seen=office.seen(case_id), approve=True
    )
    return office


def test_every_decision_in_force_is_exported_once(full):
    found = exported(full)
    assert list(found.columns) == COLUMNS
    assert list(found["application_id"]) == ["a1", "a2", "a3"]
    assert list(found["decision"]) == ["approve", "decline", "approve"]
    assert list(found["decided_by"]) == ["ada", "ada", "ada"]
    assert found["reason_code"].tolist()[1] == "night_share"
    assert found["approved_amount"].tolist() == [50_000, pd.NA, OFFICER_MAY + 1]


def test_a_seconded_decision_is_of_the_moment_it_came_into_force(full):
    found = exported(full).set_index("application_id")
    with database.reading(full.engine) as con:
        asked = select(tables.ledger.c.written_at).where(tables.ledger.c.kind == "second_approval")
        written = con.execute(asked).scalar_one()
    assert found.loc["a3", "decided_at"].tz_localize(UTC) == tables.utc_moment(written)


def test_a_reopened_decision_is_not_in_force(full):
    decisions.reopen(full.engine, full.by(CLEO), 1, seen=full.seen(1), sentence="A new payslip.")
    assert list(exported(full)["application_id"]) == ["a2", "a3"]


def test_a_lender_gets_its_own(office):
    for application_id, lender_id in (("a1", "l1"), ("a2", "l2")):
        case_id = office.opened(application_id, lender_id)
        claims.claim(office.engine, office.by(ADA), case_id, seen=case_id, pins=PINS)
        office.decide(case_id)
    assert list(exported(office, "l2")["application_id"]) == ["a2"]


def test_nothing_decided_is_an_empty_table(office):
    assert list(exported(office).columns) == COLUMNS
    assert len(exported(office)) == 0


def test_what_is_exported_comes_in_again_through_the_contract(full, tmp_path):
    suffix = {"sqlite": "csv", "postgresql": "parquet"}[full.engine.dialect.name]
    settings = lender.SOURCE_TOML.replace("2026-06-01", "2027-01-01")
    files = lender.write(tmp_path / "files", lender.small(), settings)
    home = Home(tmp_path / "home")
    assert export.write(full.engine, home, files / f"decisions.{suffix}") == (3, 0)
    made = book.unscored(build.build(home, "contract", files))
    with book.open_book(home, made) as con:
        columns = ", ".join(COLUMNS)
        rows = con.sql(f"select {columns} from snapshot.decisions order by application_id").df()
    expected = exported(full)
    assert rows["application_id"].tolist() == ["a1", "a2", "a3"]
    assert rows["decided_at"].tolist() == expected["decided_at"].tolist()
    assert (
        rows["approved_amount"].fillna(0).tolist() == expected["approved_amount"].fillna(0).tolist()
    )
    assert rows["policy_version"].unique().tolist() == [LAUNCH.version]


def test_what_was_scored_from_an_upload_is_left_out_and_counted(full, tmp_path):
    home = Home(tmp_path)
    case_id = full.decided(UPLOAD)
    assert UPLOAD in list(exported(full)["application_id"])  # a lender's own may have such an id
    with uploads.written(home, UPLOAD) as own:
        own.current.write_text("{}")
    out = tmp_path / "decisions.csv"
    assert export.write(full.engine, home, out) == (3, 1)
    assert UPLOAD not in out.read_text()
    erasing.erase(
        full.engine, home, full.by(AUDREY), case_id=case_id, why="The person asked us to."
    )
    assert not uploads.is_upload(home, UPLOAD)
    assert export.write(full.engine, home, out) == (3, 1)


def test_the_reason_is_the_one_that_the_letter_gave(office, tmp_path):
    told = office.decided("a1", verdict=NO, shown=DECLINES)
    office.decided("a2", verdict=NO, shown=DECLINES)
    sending.send(
        office.engine, Home(tmp_path), office.by(ADA), told, seen=office.seen(told),
        letter=replace(LETTER, application_id="a1", reasons=LETTER.reasons[1:]), wording=OURS,
    )  # fmt: skip
    assert list(exported(office)["reason_code"]) == ["browsing_known", "night_share"]


def test_a_file_of_another_kind_is_refused(office, tmp_path):
    with pytest.raises(ThinfileError, match=r"ends in \.csv or \.parquet; got decisions\.xlsx"):
        export.write(office.engine, NOWHERE, tmp_path / "decisions.xlsx")
