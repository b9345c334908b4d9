"""An upload's folder is there whole or not at all, whoever else makes it, and can be erased."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from data import uploads
from data.home import Home

ID, OTHER = "U0123456789ab", "Uba9876543210"


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def make(home, upload_id, content="{}"):
    with uploads.written(home, upload_id) as own:
        own.current.write_text(content)


def test_two_sessions_that_make_the_same_upload_leave_the_first_one_whole(home):
    with uploads.written(home, ID) as slow:
        slow.current.write_text("slow")
        make(home, ID, "quick")
    assert uploads.home_of(home, ID).current.read_text() == "quick"
    assert [path.name for path in home.uploads.iterdir()] == [ID]


def test_an_upload_that_fails_leaves_nothing_and_is_none(home):
    with pytest.raises(ZeroDivisionError), uploads.written(home, ID) as own:
        own.current.write_text(str(1 // 0))
    assert not list(home.uploads.iterdir())
    assert not uploads.is_upload(home, ID)


def test_a_folder_that_never_came_to_an_end_is_replaced(home):
    (uploads.home_of(home, ID).root / "files").mkdir(parents=True)
    make(home, ID)
    assert uploads.is_upload(home, ID)


def test_what_was_begun_a_day_ago_is_removed_and_what_is_being_made_is_not(home):
    with uploads.written(home, ID) as old, uploads.written(home, ID) as new:
        os.utime(old.root, (0, 0))
        make(home, OTHER)
        assert not old.root.exists()
        assert new.root.exists()
        new.current.write_text("{}")
        old.root.mkdir()  # so that its block can end, too
    assert uploads.is_upload(home, ID)


def test_uploads_are_listed_by_age_and_erased_by_name(home):
    make(home, ID)
    make(home, OTHER)
    os.utime(uploads.home_of(home, OTHER).root, (1000, 1000))
    (home.uploads / "notes").mkdir()
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert uploads.made_before(home, tomorrow) == [OTHER, ID]
    assert uploads.made_before(home, datetime(2000, 1, 1, tzinfo=UTC)) == [OTHER]
    assert uploads.erase(home, OTHER)
    assert not uploads.erase(home, OTHER)
    assert not uploads.erase(home, "notes")
    assert uploads.made_before(home, tomorrow) == [ID]
