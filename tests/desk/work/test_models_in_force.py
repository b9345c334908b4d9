"""Models: proposed by one, put in force by another, and told to `scoring` by a file."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.errors import ThinfileError
from desk.audit import prune, verify
from desk.roles import Role, Viewer
from desk.store import database, ledger
from desk.store.kinds import Kind
from desk.work import models_in_force
from scoring.models import in_force
from tests.desk.models import WHY, change_manifest, described, propose, put_in_force
from tests.desk.office import AUDREY, RAY, RITA

ROOT = Path(__file__).parents[3]
KILLS = 12
IN_FORCE = Kind.MODEL_IN_FORCE
ZOE = Viewer("zoe", "Zoe Ball", Role.RISK_MANAGER, None)


def test_two_put_a_model_in_force_and_the_ledger_proves_it(office, home):
    assert [one.version for one in models_in_force.waiting(home)] == ["v3", "v2"]
    proposed = propose(office, home)
    assert not in_force.is_in_force(home, described(home))
    receipt = put_in_force(office, home)
    assert in_force.read(home, "v2") == in_force.Approval(
        model="v2", manifest_sha256=described(home).own_hash,
        entry_no=receipt.entry_no, entry_hash=receipt.own_hash,
    )  # fmt: skip
    in_force.require(home, described(home))
    assert [one.version for one in models_in_force.waiting(home)] == ["v3"]
    first, second = models_in_force.steps(office.engine, AUDREY)
    assert (first.by, first.why, first.kind) == (RAY.user_id, WHY, Kind.MODEL_PROPOSAL)
    assert (second.by, second.kind) == (RITA.user_id, Kind.MODEL_IN_FORCE)
    assert verify.verify(office.engine).fault is None
    with database.reading(office.engine) as con:
        assert ledger.entry(con, receipt.entry_no).about == proposed.entry_no


def test_who_proposed_does_not_put_in_force(office, home):
    propose(office, home)
    with pytest.raises(ThinfileError, match="was proposed by you, so a second person"):
        put_in_force(office, home, viewer=RAY)
    assert in_force.read(home, "v2") is None
    assert office.count("ledger") == 1


@pytest.mark.parametrize(
    ("version", "why", "message"),
    [
        ("v2", "better", "Wanted a sentence for the proposal"),
        ("v9", WHY, "Wanted model v9, but there is none here"),
        ("../v2", WHY, r"Wanted model \.\./v2, but there is none here"),
        ("v1", WHY, "Model v1 is in force already"),
    ],
)
def test_what_cannot_be_proposed_is_told(office, home, version, why, message):
    with pytest.raises(ThinfileError, match=message):
        propose(office, home, version=version, why=why)
    assert office.count("ledger") == 0


def test_nobody_puts_in_force_what_was_not_proposed(office, home):
    with pytest.raises(ThinfileError, match="Wanted a proposal of model v2, but there is none"):
        put_in_force(office, home)


def test_a_proposal_is_made_once(office, home):
    propose(office, home)
    with pytest.raises(ThinfileError, match="was proposed already, by ray in entry 1"):
        propose(office, home, viewer=RITA)


def test_a_manifest_changed_after_the_proposal_is_not_put_in_force(office, home):
    propose(office, home)
    change_manifest(home)
    with pytest.raises(ThinfileError, match="as it was proposed, with the manifest"):
        put_in_force(office, home)
    assert in_force.read(home, "v2") is None
    propose(office, home)
    put_in_force(office, home)
    in_force.require(home, described(home))


def test_a_manifest_changed_after_the_approval_is_not_published(office, home):
    propose(office, home)
    put_in_force(office, home)
    change_manifest(home)
    with pytest.raises(ThinfileError, match=r"as it was put in force, .* was changed since"):
        in_force.require(home, described(home))
    models_in_force.restore(office.engine, home)
    with pytest.raises(ThinfileError, match="was changed since"):
        in_force.require(home, described(home))


def test_killed_while_it_puts_models_in_force_the_ledger_has_the_last_word(office, home):
    address = office.engine.url.render_as_string(hide_password=False)
    words = ("tests.desk.work.crash_in_force", address, str(home.root), str(KILLS))
    ran = subprocess.run(
        [sys.executable, "-m", *words],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True, timeout=120,
    )  # fmt: skip
    assert ran.stdout.split() == [f"v{number}" for number in range(4, 4 + KILLS)]
    left = {path.stem for path in home.approvals.glob("*.json")}
    assert verify.verify(office.engine, home=home).trouble is None
    models_in_force.restore(office.engine, home)
    put = {one.model for one in models_in_force.steps(office.engine, RAY) if one.kind is IN_FORCE}
    assert left <= put | {"v1"} == {path.stem for path in home.approvals.glob("*.json")}
    assert put
    assert verify.verify(office.engine, home=home).trouble is None


def test_a_lost_approval_is_made_from_the_ledger(office, home):
    propose(office, home)
    put_in_force(office, home, key="once")
    written = in_force.read(home, "v2")
    (home.approvals / "v2.json").unlink()
    models_in_force.restore(office.engine, home)
    assert in_force.read(home, "v2") == written
    (home.approvals / "v2.json").write_text("{")
    assert put_in_force(office, home, key="once").entry_no == written.entry_no == 2
    assert in_force.read(home, "v2") == written
    assert office.count("ledger") == 2


def test_of_two_at_once_one_puts_it_in_force(office, home):
    propose(office, home)
    together = threading.Barrier(2)

    def attempt(by):
        together.wait()
        try:
            return models_in_force.put_in_force(office.engine, home, by, "v2")
        except ThinfileError as refused:
            return str(refused)

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(attempt, [office.by(RITA), office.by(ZOE)]))
    [refusal] = [one for one in found if isinstance(one, str)]
    assert "was put in force already, by" in refusal
    assert office.count("ledger") == 2
    assert sorted(path.name for path in home.approvals.iterdir()) == ["v1.json", "v2.json"]


def test_a_ledger_shared_by_two_homes_lets_in_no_model_of_the_other(office, home):
    propose(office, home)
    put_in_force(office, home)
    (home.approvals / "v2.json").unlink()
    change_manifest(home)
    models_in_force.restore(office.engine, home)
    assert in_force.read(home, "v2") is None


def test_pruning_keeps_a_proposed_model(office, home):
    propose(office, home)
    home.current.unlink()
    assert prune.kept(home, office.engine, 1).models == {"v2", "v3"}
