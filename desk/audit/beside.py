"""What is read beside the chain, and has to say the same as its entries."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Text, select, type_coerce

from data import contract
from desk.store import chain, tables, texts
from desk.store.chain import Entry, Fault
from desk.store.kinds import Kind
from desk.work.policies import AT_FIRST_START, PolicyStatus

ROWS_AT_ONCE = 1000
BY_TWO = {
    Kind.SECOND_APPROVAL: Kind.DECISION,
    Kind.SECOND_REFUSAL: Kind.DECISION,
    Kind.POLICY_IN_FORCE: Kind.POLICY_DRAFT,
    Kind.MODEL_IN_FORCE: Kind.MODEL_PROPOSAL,
}
Record = dict[str, Any]


class Beside:
    """The tables of decisions, looks, texts and policies, and the cases' decisions in force.

    Entries are shown to it in their order, each after the chain found it good; `faults` grows.
    Close it at the end.

    Parameters
    ----------
    con : Connection
        A reading transaction.
    """

    def __init__(self, con: Connection) -> None:
        self.faults: list[Fault] = []
        self._con = con
        self._whole_texts = {
            sha256
            for sha256, body in con.execute(select(tables.texts))
            if texts.hash_of(body) == sha256
        }
        self._in_force: dict[int, int] = {}
        self._policies: dict[str, Record] = {}
        self._firsts: dict[int, Entry] = {}
        self._tables = {
            Kind.DECISION: _Merged(con, tables.decisions, "decided_at", "decided_by"),
            Kind.VIEW: _Merged(con, tables.access_log, "seen_at", "user_id"),
        }

    def show(self, entry: Entry) -> None:
        """Compare one entry with what stands beside it."""
        facts = chain.facts_of(entry)
        named = None if facts is None else facts.pop("texts", {})
        if facts is None or not isinstance(named, dict):
            self.faults.append(Fault(entry.entry_no, chain.MALFORMED))
            return
        named = [*named.values(), *(facts[name] for name in ("text_sha256",) if name in facts)]
        if not all(isinstance(name, str) and name in self._whole_texts for name in named):
            self.faults.append(Fault(entry.entry_no, "names a text that is missing or altered"))
        if entry.kind not in set(Kind):
            self.faults.append(Fault(entry.entry_no, f"is of no kind that there is: {entry.kind}"))
            return
        merged = self._tables.get(Kind(entry.kind))
        if merged is not None:
            self.faults += merged.faults_at(entry, facts)
        self._require_two(entry)
        self._decide(entry, facts)
        self._put_in_force(entry, facts)

    def end(self) -> None:
        """Compare what is left once the last entry was shown."""
        for merged in self._tables.values():
            self.faults += merged.strays(None)
        cases = tables.cases.c
        for case_id, said in self._con.execute(select(cases.case_id, cases.decision_no)):
            written = self._in_force.pop(case_id, None)
            if said != written:
                self.faults.append(_other_decision(case_id, said, written))
        for case_id, written in self._in_force.items():
            self.faults.append(_other_decision(case_id, None, written))
        self._compare_policies()

    def close(self) -> None:
        """Let go of what is still being read."""
        for merged in self._tables.values():
            merged.close()

    def _require_two(self, entry: Entry) -> None:
        """Hold an act that takes two people against the entry of the first of them."""
        if entry.kind in BY_TWO.values():
            self._firsts[entry.entry_no] = entry
        wanted = BY_TWO.get(Kind(entry.kind))
        if wanted is None or _is_launch(entry):
            return
        first = self._firsts.get(entry.about or 0)
        if first is None or first.kind != wanted:
            says = f"is the act of a second person, and about no {wanted.replace('_', ' ')}"
            self.faults.append(Fault(entry.entry_no, says))
        elif first.actor == entry.actor:
            says = f"is by '{entry.actor}', as is entry {first.entry_no}, and takes a second person"
            self.faults.append(Fault(entry.entry_no, says))

    def _decide(self, entry: Entry, facts: Record) -> None:
        case_id = entry.case_id or 0
        if entry.kind == Kind.DECISION:
            if facts.get("decision") in contract.VERDICTS and not facts.get("needs_second"):
                self._in_force[case_id] = entry.entry_no
        elif entry.kind == Kind.SECOND_APPROVAL:
            self._in_force[case_id] = entry.about or 0
        elif entry.kind == Kind.REOPENING:
            self._in_force.pop(case_id, None)

    def _put_in_force(self, entry: Entry, facts: Record) -> None:
        """Follow what becomes of each policy; the launch policy is drafted by nobody before."""
        if entry.kind not in {Kind.POLICY_DRAFT, Kind.POLICY_IN_FORCE}:
            return
        version, sha256 = str(facts.get("version")), facts.get("text_sha256")
        new = {
            "entry_no": entry.entry_no,
            "version": version,
            "text_sha256": sha256,
            "status": PolicyStatus.DRAFT.value,
            "drafted_by": entry.actor,
            "drafted_at": entry.written_at,
            "in_force_by": None,
            "in_force_at": None,
        }
        row = self._policies.setdefault(version, new)
        if row["text_sha256"] != sha256:
            says = f"puts another text in force than was drafted as policy '{version}'"
            self.faults.append(Fault(entry.entry_no, says))
        if entry.kind == Kind.POLICY_IN_FORCE:
            for other in self._policies.values():
                if other["status"] == PolicyStatus.IN_FORCE:
                    other["status"] = PolicyStatus.RETIRED.value
            row.update(
                status=PolicyStatus.IN_FORCE.value,
                in_force_by=entry.actor,
                in_force_at=entry.written_at,
            )

    def _compare_policies(self) -> None:
        left = {row["entry_no"]: row for row in self._policies.values()}
        for found in self._con.execute(select(*_as_text(tables.policies))).mappings():
            row = dict(found)
            written = left.pop(row["entry_no"], None)
            if row != written:
                self.faults.append(_other_policy(row["entry_no"], row, written))
        for entry_no, written in left.items():
            self.faults.append(_other_policy(entry_no, None, written))


class _Merged:
    """The rows of a table beside the entries that wrote them, both in order of number."""

    def __init__(self, con: Connection, table: Table, when: str, who: str) -> None:
        asked = select(*_as_text(table)).order_by(table.c.entry_no)
        self._found = con.execute(asked, execution_options={"yield_per": ROWS_AT_ONCE})
        self._rows: Iterator[Record] = (dict(row) for row in self._found.mappings())
        self._next = next(self._rows, None)
        self._name, self._when, self._who = table.name, when, who

    def close(self) -> None:
        self._found.close()

    def faults_at(self, entry: Entry, facts: Record) -> list[Fault]:
        """Compare the row of one entry, and name the rows before it that no entry wrote."""
        faults = self.strays(entry.entry_no)
        wanted = {
            **facts,
            "entry_no": entry.entry_no,
            "case_id": entry.case_id,
            self._when: entry.written_at,
            self._who: entry.actor,
        }
        if self._next is None or self._next["entry_no"] != entry.entry_no:
            return [*faults, Fault(entry.entry_no, f"has lost its row in {self._name}")]
        if self._next != wanted:
            faults.append(Fault(entry.entry_no, f"has another row in {self._name} than it wrote"))
        self._next = next(self._rows, None)
        return faults

    def strays(self, before: int | None) -> list[Fault]:
        """Name the rows before an entry, or all that are left."""
        found = []
        while self._next is not None and (before is None or self._next["entry_no"] < before):
            says = f"has a row in {self._name} that it did not write"
            found.append(Fault(self._next["entry_no"], says))
            self._next = next(self._rows, None)
        return found


def _as_text(table: Table) -> list[ColumnElement[Any]]:
    """Give a table's columns, moments as the text that the entries hold."""
    return [
        type_coerce(column, Text).label(column.name)
        if isinstance(column.type, tables.UtcTime)
        else column
        for column in table.columns
    ]


def _is_launch(entry: Entry) -> bool:
    """Whether it is the policy that came with the program, which nobody drafted."""
    at_first_start = entry.actor == AT_FIRST_START.user_id and entry.about is None
    return entry.kind == Kind.POLICY_IN_FORCE and at_first_start


def _other_policy(entry_no: int, said: Record | None, written: Record | None) -> Fault:
    """Say where the table of policies differs from what the entries left there."""
    version = (written or said or {})["version"]
    if said is None or written is None:
        lacks = "lacks" if said is None else "holds, and no entry wrote,"
        differs = f"the table {lacks} policy '{version}'"
    else:
        named = "; ".join(
            f"{name} is {value}, the table says {said[name]}"
            for name, value in written.items()
            if said[name] != value
        )
        differs = f"policy '{version}': {named}"
    return Fault(entry_no, f"is at odds with the table of policies: {differs}")


def _other_decision(case_id: int, said: int | None, written: int | None) -> Fault:
    entry_no = min(number for number in (said, written) if number is not None)
    return Fault(
        entry_no,
        f"is at odds with the table of cases: in force in case {case_id} is {written}, "
        f"the table says {said}",
    )
