"""docs/desk.md says what the code does, and its program checks a real chain."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from desk.audit import verify
from desk.store import database, tables
from desk.store.chain import Entry
from desk.store.kinds import Kind
from desk.work.cases import Status
from desk.work.overrides import Departure, OverrideReason
from tests.desk.office import Office
from tests.desk.tamper import tamper

TEXT = (Path(__file__).parents[2] / "docs" / "desk.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [Kind, Status])
def test_every_kind_and_state_is_named(words):
    assert [word.value for word in words if not re.search(rf"\b{word.value}\b", TEXT)] == []


def test_every_table_and_column_of_the_chain_is_named():
    assert [name for name in tables.METADATA.tables if f"`{name}`" not in TEXT] == []
    assert [name for name in Entry.__slots__ if f"| `{name}` |" not in TEXT] == []


def test_the_override_policy_is_the_one_that_is_shown():
    for reason in OverrideReason:
        named = {Departure.LENDS_MORE: "more", Departure.LENDS_LESS: "less"}
        way = "either" if len(reason.justifies) > 1 else named[next(iter(reason.justifies))]
        assert f"| `{reason.value}` | {way} | {reason.says} |" in TEXT


def test_the_documents_program_checks_a_chain_without_thinfile(tmp_path):
    [program] = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    engine = database.open_ledger(database.parse_url(f"sqlite:///{tmp_path}/ledger.sqlite"))
    Office(engine).decided()
    head = verify.verify(engine).head

    def run():
        return subprocess.run(
            [sys.executable, "-I", "-c", program],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert run().stdout == f"{head.entry_no} {head.own_hash}\n"
    tamper(engine, "update ledger set actor = 'mallory' where entry_no = 2")
    assert "AssertionError: entry 2" in run().stderr
    engine.dispose()
