"""What may go, and what never goes."""

import hashlib
import json
import os

import pytest
from sqlalchemy import update

from data import uploads
from data.errors import ThinfileError
from data.home import Home, only_build
from desk.audit import prune
from desk.store import tables
from desk.work import batches, claims
from desk.work.batches import Batch
from desk.work.cases import Pins
from tests.desk.office import ADA, LAUNCH, START

SNAPSHOTS = [f"2026110{day}T000000-aaaa" for day in range(1, 6)]


@pytest.fixture
def home(tmp_path):
    """Give a home with five snapshots, each scored by a model of its own; v10 is the newest."""
    made = Home(tmp_path / "home")
    for folder in (made.snapshots, made.scores, made.models):
        folder.mkdir(parents=True)
    for snapshot, version in zip(SNAPSHOTS, ("v1", "v2", "v3", "v9", "v10"), strict=True):
        (made.snapshots / f"{snapshot}.duckdb").touch()
        (made.snapshots / f"{snapshot}.protected.duckdb").touch()
        (made.scores / f"{snapshot}.{version}.duckdb").touch()
        (made.scores / f"{snapshot}.{version}.everyone.duckdb").touch()
        (made.models / version).mkdir()
        (made.models / version / "model.cbm").touch()
        (made.models / version / "manifest.json").touch()
    (made.models / "notes").mkdir()
    return made


def pins(at):
    version = ("v1", "v2", "v3", "v9", "v10")[at]
    return Pins(SNAPSHOTS[at], f"{SNAPSHOTS[at]}.{version}", version, LAUNCH.version)


def in_use(home, at):
    held = {"snapshot": f"snapshots/{SNAPSHOTS[at]}.duckdb"}
    held["protected"] = f"snapshots/{SNAPSHOTS[at]}.protected.duckdb"
    pointer = {"snapshot": SNAPSHOTS[at], "model": None, "scores": None,
               "published_at": "2026-11-22T00:00:00+00:00",
               "hashes": {name: {"bytes": os.path.getsize(home.root / path)}  # noqa: PTH202
                          for name, path in held.items()}}  # fmt: skip
    home.current.write_text(json.dumps(pointer))


def left(home):
    snapshots = [name for name in SNAPSHOTS if (home.snapshots / f"{name}.duckdb").exists()]
    return [SNAPSHOTS.index(name) for name in snapshots], sorted(
        path.name for path in home.models.iterdir()
    )


def claim(office, application_id, at):
    case_id = office.opened(application_id)
    claims.claim(office.engine, office.by(ADA), case_id, seen=case_id, pins=pins(at))
    return case_id


def test_the_newest_stay_and_the_rest_goes(office, home):
    gone = prune.prune(home, office.engine, 2)
    assert left(home) == ([3, 4], ["notes", "v10", "v9"])
    assert len(gone) == 3 * 5
    assert len(list(home.scores.iterdir())) == 4
    assert not list(home.snapshots.glob(f"{SNAPSHOTS[0]}*"))
    assert prune.prune(home, office.engine, 2) == []


def test_a_dry_run_removes_nothing(office, home):
    going = prune.prune(home, office.engine, 1, dry_run=True)
    assert len(going) == 4 * 5
    assert left(home)[0] == [0, 1, 2, 3, 4]


def test_the_book_in_use_stays(office, home):
    in_use(home, 1)
    prune.prune(home, office.engine, 1)
    assert left(home)[0] == [1, 4]


def test_the_book_of_an_open_case_stays_with_its_scores(office, home):
    claim(office, "A1", 1)
    prune.prune(home, office.engine, 1)
    assert left(home) == ([1, 4], ["notes", "v10", "v2"])
    assert (home.scores / f"{SNAPSHOTS[1]}.v2.duckdb").exists()


def test_the_book_of_a_decided_case_stays_until_the_applicant_was_told(office, home):
    office.decide(claim(office, "A1", 1))
    prune.prune(home, office.engine, 1)
    assert left(home) == ([1, 4], ["notes", "v10", "v2"])


def test_of_a_case_whose_applicant_was_told_the_model_stays_and_its_book_goes(office, home):
    case_id = claim(office, "A1", 1)
    office.decide(case_id)
    with office.engine.begin() as con:
        told = update(tables.cases).where(tables.cases.c.case_id == case_id)
        con.execute(told.values(notified_at=START))
    prune.prune(home, office.engine, 1)
    assert left(home) == ([4], ["notes", "v10", "v2"])
    assert not (home.scores / f"{SNAPSHOTS[1]}.v2.duckdb").exists()


def test_a_model_that_only_claims_name_stays(office, home):
    case_id = claim(office, "A1", 1)
    claims.take_new_book(
        office.engine, office.by(ADA), case_id, seen=office.seen(case_id), pins=pins(2)
    )
    claims.release(office.engine, office.by(ADA), case_id, seen=office.seen(case_id))
    prune.prune(home, office.engine, 1)
    assert left(home) == ([4], ["notes", "v10", "v2", "v3"])


def test_a_model_that_only_a_batch_names_stays(office, home):
    batches.record(office.engine, office.by(ADA), Batch("U1", (), 3, "v2", "2026-11", ("l1",)))
    prune.prune(home, office.engine, 1)
    assert left(home) == ([4], ["notes", "v10", "v2"])


def test_the_model_of_an_upload_stays_while_its_case_waits_unclaimed(office, home):
    own = uploads.home_of(home, "U0123456789ab")
    own.snapshots.mkdir(parents=True)
    for name in (f"{SNAPSHOTS[0]}.duckdb", f"{SNAPSHOTS[0]}.protected.duckdb"):
        (own.snapshots / name).touch()
    own.models.symlink_to(home.models, target_is_directory=True)
    in_use(own, 0)
    pointer = json.loads(own.current.read_text())
    nothing = {"bytes": 0, "sha256": hashlib.sha256().hexdigest()}
    pointer["hashes"] |= {"manifest": nothing, "model": nothing}
    own.current.write_text(json.dumps({**pointer, "model": "v1"}))
    case_id = office.opened("U0123456789ab")
    prune.prune(home, office.engine, 1)
    assert left(home) == ([4], ["notes", "v1", "v10"])
    with office.engine.begin() as con:
        told = update(tables.cases).where(tables.cases.c.case_id == case_id)
        con.execute(told.values(notified_at=START, status="decided"))
    prune.prune(home, office.engine, 1)
    assert left(home) == ([4], ["notes", "v10"])


@pytest.mark.parametrize("keep", [0, -1])
def test_at_least_one_is_kept(office, home, keep):
    with pytest.raises(ThinfileError, match="keep at least 1"):
        prune.prune(home, office.engine, keep)


def test_nothing_is_removed_while_a_build_runs(office, home):
    with only_build(home), pytest.raises(ThinfileError, match="Another build is running"):
        prune.prune(home, office.engine, 1)
    assert left(home)[0] == [0, 1, 2, 3, 4]
