"""What an erasing that was killed left behind goes at the next sweep, and nothing else."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from data.home import Home
from desk.audit import erasure
from desk.notices import erasing, kept, sending
from tests.desk.notices.test_sending import declined, letters, send
from tests.desk.office import AUDREY

LATER = datetime.now(UTC) + timedelta(days=2)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def test_a_letter_whose_case_was_erased_without_it_goes(office, home):
    case_id = declined(office)
    send(office, home, case_id)
    erasure.erase(office.engine, office.by(AUDREY), case_id=case_id, why="The applicant asks.")
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
