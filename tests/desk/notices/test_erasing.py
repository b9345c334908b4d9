"""What an erasing that was killed left behind goes at the next sweep, and nothing else."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from data import uploads
from data.home import Home
from desk.audit import erasure
from desk.notices import erasing, kept, sending
from tests.desk.notices.test_sending import declined, letters, send
from tests.desk.office import AUDREY, DECLINES, NO

LATER = datetime.now(UTC) + timedelta(days=2)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def test_a_letter_whose_case_was_erased_without_it_goes(office, home):
    case_id = declined(office)
    send(office, home, case_id)
    erasure.erase(office.engine, office.by(AUDREY), case_id=case_id, why="They ask for it.")
    [left] = letters(home)
    assert erasing.forget_leftovers(office.engine, home, LATER, dry_run=True) == [left]
    assert left.exists()
    assert erasing.forget_leftovers(office.engine, home, LATER) == [left]
    assert not letters(home)


def test_a_letter_that_stands_in_the_ledger_stays(office, home):
    case_id = declined(office)
    send(office, home, case_id)
    assert erasing.forget_leftovers(office.engine, home, LATER) == []
    assert sending.sent(office.engine, home, AUDREY, case_id)


def test_a_letter_that_is_being_sent_stays(office, home):
    kept.keep(home, b"%PDF- not in the ledger yet")
    [path] = letters(home)
    assert erasing.forget_leftovers(office.engine, home, datetime.now(UTC)) == []
    os.utime(path, (0, 0))
    assert erasing.forget_leftovers(office.engine, home, datetime.now(UTC)) == [path]


def brought(home, upload_id, *, days_ago=0):
    folder = uploads.home_of(home, upload_id).root
    folder.mkdir(parents=True)
    made = (datetime.now(UTC) - timedelta(days=days_ago)).timestamp()
    os.utime(folder, (made, made))
    return folder


def test_an_erased_case_takes_its_upload_along(office, home):
    folder, other = brought(home, "U0123456789ab"), brought(home, "Uba9876543210")
    case_id = office.decided("U0123456789ab", verdict=NO, shown=DECLINES)
    erasing.erase(office.engine, home, office.by(AUDREY), case_id=case_id, why="They ask for it.")
    assert not folder.exists()
    assert other.exists()


def test_an_upload_that_outlived_its_erasure_goes_and_an_open_case_keeps_its_own(office, home):
    folder, needed = brought(home, "U0123456789ab"), brought(home, "Uba9876543210", days_ago=90)
    case_id = office.decided("U0123456789ab", verdict=NO, shown=DECLINES)
    office.opened("Uba9876543210")
    erasure.erase(office.engine, office.by(AUDREY), case_id=case_id, why="They ask for it.")
    assert erasing.forget_leftovers(office.engine, home, LATER, dry_run=True) == [folder]
    assert folder.exists()
    assert erasing.forget_leftovers(office.engine, home, LATER) == [folder]
    assert not folder.exists()
    assert needed.exists()


def test_a_batch_goes_after_a_month(office, home):
    old, new = brought(home, "U0123456789ab", days_ago=40), brought(home, "Uba9876543210")
    assert erasing.forget_leftovers(office.engine, home, datetime.now(UTC)) == [old]
    assert not old.exists()
    assert new.exists()
