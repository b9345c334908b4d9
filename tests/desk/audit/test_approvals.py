"""An approval that no two people stand behind is named, whoever wrote it."""

import json

import pytest

from desk.audit import verify
from scoring.models import in_force
from scoring.models.in_force import Approval
from tests.desk.models import described, propose, put_in_force
from tests.desk.office import RAY
from tests.desk.tamper import rewritten, tamper


@pytest.fixture
def approved(office, home):
    """Give an office where two put v2 in force, beside v1, which waited for nobody."""
    propose(office, home)
    put_in_force(office, home)
    return office


def trouble(office, home):
    return verify.verify(office.engine, home=home).trouble


def forge(home, version="v2", **changes):
    held = in_force.read(home, version) or Approval(
        model=version, manifest_sha256=described(home, version).own_hash
    )
    path = home.approvals / f"{version}.json"
    path.write_text(held.model_copy(update=changes).model_dump_json(), encoding="utf-8")


def test_approvals_that_two_gave_are_in_order(approved, home):
    assert trouble(approved, home) is None


def test_a_home_without_models_has_nothing_to_answer_for(office, tmp_path, home):
    assert trouble(office, type(home)(tmp_path / "nothing")) is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"entry_no": 9}, "names entry 9, which put no model in force"),
        ({"entry_no": 1}, "names entry 1, which put no model in force"),
        ({"entry_hash": "0" * 64}, "names entry 2 by another hash than it has"),
        ({"manifest_sha256": "0" * 64}, "names entry 2, which speaks of another model"),
        ({"model": "v3"}, "cannot be read, or speaks of another model"),
        ({"entry_no": None}, "models v1 and v2 name no entry"),
    ],
)
def test_a_forged_approval_is_named(approved, home, changes, says):
    forge(home, **changes)
    assert says in trouble(approved, home)


def test_an_approval_copied_for_another_model_is_named(approved, home):
    held = (home.approvals / "v2.json").read_text(encoding="utf-8")
    (home.approvals / "v3.json").write_text(held.replace("v2", "v3"), encoding="utf-8")
    assert "The approval of model v3 names entry 2, which speaks of another" in trouble(
        approved, home
    )


def test_a_damaged_approval_is_named(approved, home):
    (home.approvals / "v2.json").write_text("{", encoding="utf-8")
    assert "The approval of model v2 cannot be read" in trouble(approved, home)


def test_a_model_in_use_that_was_not_approved_is_named(office, home):
    found = json.loads(home.current.read_text(encoding="utf-8"))
    home.current.write_text(json.dumps({**found, "model": "v3"}), encoding="utf-8")
    assert "Model v3 is in use, and was not approved as it stands." in trouble(office, home)


def test_one_person_who_did_both_is_named_though_every_hash_is_right(approved, home):
    tamper(approved.engine, *rewritten(approved.engine, 2, actor=RAY.user_id))
    assert trouble(approved, home).startswith("Entry 2 is by 'ray', as is entry 1, and takes a sec")


def test_a_fault_of_the_chain_comes_before_approvals(approved, home):
    forge(home, entry_no=9)
    tamper(approved.engine, "update ledger set actor = 'mallory' where entry_no = 2")
    assert trouble(approved, home).startswith("Entry 2 was altered")
