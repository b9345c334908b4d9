"""Challengers learn from the champion's samples, see what they may, and are kept beside it."""

import json
import shutil

import pytest

from data import book
from data.errors import ThinfileError
from data.home import Home
from scoring import catalogue
from scoring.models import manifest
from scoring.training import challenge, challengers


@pytest.fixture(scope="module")
def challenged(demo_home: Home, tmp_path_factory):
    """Challenge the small book's model, in a home of its own."""
    home = Home(tmp_path_factory.mktemp("challenged"))
    shutil.copytree(demo_home.root, home.root, dirs_exist_ok=True)
    return home, challenge.challenge(home)


def test_every_challenger_is_held_against_the_champion_out_of_time(challenged):
    home, found = challenged
    described = manifest.read(book.model_path(home, found.version))
    late = described.samples["out_of_time"]
    assert (found.applications, found.bads) == (late.applications, late.bads)
    assert [one.name for one in found.found] == [
        "scorecard", "scorecard_optbinning", "without_purchases", "without_visits",
        "without_loans", "without_bureau", "without_footprint", "request_alone",
        "request_and_purchases", "request_and_bureau",
    ]  # fmt: skip
    for one in found.found:
        assert one.champion_auc == pytest.approx(described.metrics["out_of_time"].auc.value)
        assert one.ahead == pytest.approx(one.champion_auc - one.auc)
        assert one.ahead_low < one.ahead < one.ahead_high


def test_what_purchases_add_lies_between_models_that_differ_in_nothing_else(challenged):
    found = challenged[1]
    auc = {one.name: one.auc for one in found.found}
    assert [(one.auc_without, one.auc_with) for one in found.added] == [
        (auc["request_alone"], auc["request_and_purchases"]),
        (auc["request_and_bureau"], auc["without_loans"]),
    ]
    for one in found.added:
        assert one.value == pytest.approx(one.auc_with - one.auc_without)
        assert one.low < one.value < one.high


def test_challengers_of_an_earlier_version_are_read_without_what_purchases_add(
    challenged, tmp_path
):
    kept = challenged[1].model_dump(mode="json")
    del kept["added"]
    (tmp_path / challengers.NAME).write_text(json.dumps(kept))
    assert challengers.read_challengers(tmp_path).added == ()


def test_each_challenger_sees_less_than_all_and_without_a_bureau_none_stands_for_it():
    entries = catalogue.load()
    seen = challenge.views(list(entries))
    assert list(seen) == [*challengers.WITHOUT, *challengers.BETWEEN]
    assert all(0 < len(names) < len(entries) for names in seen.values())
    assert set(seen["request_alone"]) < set(seen["request_and_purchases"])
    assert set(seen["request_and_bureau"]) < set(seen["without_loans"])
    for _, less, more in challenge.pairs(list(entries)):
        sources = {source for name in set(seen[more]) - set(seen[less])
                   for source in entries[name].sources}  # fmt: skip
        assert sources & {"orders", "order_lines", "visits"}
        assert not sources & {"bureau", "loans", "instalments"}


def test_visits_and_the_footprint_of_the_request_are_withdrawn_by_the_catalogue():
    entries = catalogue.load()
    seen = challenge.views(list(entries))
    gone = {name: set(entries) - set(seen[name]) for name in seen}
    assert gone["without_visits"] == {
        name for name, of in entries.items() if "visits" in of.sources
    } < gone["without_purchases"]  # fmt: skip
    footprint = gone["without_footprint"]
    assert {"application_os", "email_host", "application_hour", "same_device_share"} <= footprint
    assert {entries[name].family for name in footprint} == {catalogue.Family.FOOTPRINT}
    # what is asked for is no footprint, and neither are the account and addresses of orders
    assert not footprint & {"request_amount", "account_age_days", "address_count"}
    assert all("applications" in entries[name].sources for name in footprint)


def test_a_book_without_visits_withdraws_none():
    given = [name for name, of in catalogue.load().items() if "visits" not in of.sources]
    seen = challenge.views(given)
    assert "without_visits" not in seen
    assert "without_footprint" in seen


def test_a_book_without_a_bureau_adds_purchases_to_the_request_once():
    given = [name for name, of in catalogue.load().items() if "bureau" not in of.sources]
    assert not challenge.views(given).keys() & {"without_bureau", *challengers.BETWEEN}
    [(_, less, more)] = challenge.pairs(given)
    assert (less, more) == ("request_alone", "without_loans")
    loans = {"loans", "instalments"}
    given = [name for name in given if not loans & set(catalogue.load()[name].sources)]
    assert [pair[2] for pair in challenge.pairs(given)] == [None]  # the champion sees no more


def test_what_was_kept_reads_back_and_a_model_unchallenged_has_none(challenged, demo_home):
    home, found = challenged
    folder = book.model_path(home, found.version)
    assert challengers.read_challengers(folder) == found
    assert challengers.read_challengers(book.model_path(demo_home, found.version)) is None


def test_a_damaged_file_is_told(challenged, tmp_path):
    (tmp_path / challengers.NAME).write_text("{")
    with pytest.raises(ThinfileError, match=challengers.COMMAND):
        challengers.read_challengers(tmp_path)
