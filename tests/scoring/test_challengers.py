"""Challengers learn from the champion's samples, see what they may, and are kept beside it."""

import shutil

import pytest

from data import book
from data.errors import ThinfileError
from data.home import Home
from scoring import challengers, manifest


@pytest.fixture(scope="module")
def challenged(demo_home: Home, tmp_path_factory):
    """Challenge the small book's model, in a home of its own."""
    home = Home(tmp_path_factory.mktemp("challenged"))
    shutil.copytree(demo_home.root, home.root, dirs_exist_ok=True)
    return home, challengers.challenge(home)


def test_every_challenger_is_held_against_the_champion_out_of_time(challenged):
    home, found = challenged
    described = manifest.read(book.model_path(home, found.version))
    late = described.samples["out_of_time"]
    assert (found.applications, found.bads) == (late.applications, late.bads)
    assert [one.name for one in found.found] == [
        "scorecard", "scorecard_optbinning", "without_purchases", "without_loans",
        "without_bureau", "request_alone",
    ]  # fmt: skip
    for one in found.found:
        assert one.champion_auc == pytest.approx(described.metrics["out_of_time"].auc.value)
        assert one.ahead == pytest.approx(one.champion_auc - one.auc)
        assert one.ahead_low < one.ahead < one.ahead_high


def test_what_was_kept_reads_back_and_a_model_unchallenged_has_none(challenged, demo_home):
    home, found = challenged
    folder = book.model_path(home, found.version)
    assert challengers.read_challengers(folder) == found
    assert challengers.read_challengers(book.model_path(demo_home, found.version)) is None


def test_a_damaged_file_is_told(challenged, tmp_path):
    (tmp_path / challengers.NAME).write_text("{")
    with pytest.raises(ThinfileError, match=challengers.COMMAND):
        challengers.read_challengers(tmp_path)
