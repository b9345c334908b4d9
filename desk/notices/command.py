"""What `python -m desk notice` does."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from data.errors import ThinfileError
from data.home import Home, write_whole
from desk.notices import basis, kept, readability, sending, texts, typesetting, writing
from desk.roles import Role, Viewer
from desk.work import cases, policies
from scoring.catalogue import Family

# whoever can run commands on this machine can read the ledger's file
_CONSOLE = Viewer("console", "console", Role.AUDITOR, None)


def write(engine: Engine, home: Home, case_id: int, out: Path, confirmed: Sequence[str]) -> str:
    """Write a case's letter to a file and say which one it is.

    Raises
    ------
    ThinfileError
        When the case is not decided, its letter is held, or a family is not one of ours.
    """
    if out.suffix.lower() != ".pdf":
        raise ThinfileError(f"Wanted a file that ends in .pdf; got {out}. Name it so.")
    vouched_for = _families(confirmed)
    found = cases.case(engine, _CONSOLE, case_id)
    pdf = sending.sent(engine, home, _CONSOLE, case_id) if found.notified_at else None
    if pdf is not None:
        says = f"as it was sent at {found.notified_at:%Y-%m-%d %H:%M} UTC"
    else:
        decided = sending.decided(engine, _CONSOLE, case_id)
        in_force = policies.of_version(engine, found.pins.policy_version if found.pins else "")
        wording = texts.load(home, found.lender_id)
        letter = writing.write(
            decided,
            basis.of_case(home, found, in_force, basis.doubt_when_decided(engine, _CONSOLE, found)),
            wording,
            dated=datetime.now(UTC).date(),
            confirmed=vouched_for,
        )
        pdf = typesetting.pdf(letter.as_data(), wording)
        grade = readability.grade(typesetting.prose(letter.as_data(), wording))
        says = f"not sent; its reading level is grade {grade:.1f}"
    with write_whole(out) as partial:
        partial.write_bytes(pdf)
    return f"The letter of case {case_id} is in {out}, {says}. Its SHA-256 is {kept.name_of(pdf)}."


def _families(names: Sequence[str]) -> frozenset[Family]:
    unknown = [name for name in names if name not in set(Family)]
    if unknown:
        listed = ", ".join(family.value for family in Family)
        raise ThinfileError(f"Wanted families among {listed}; got {', '.join(unknown)}.")
    return frozenset(map(Family, names))
