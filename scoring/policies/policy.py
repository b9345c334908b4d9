"""The lending policy: cut-offs, hard rules, limits and authority, as a text with a version."""

import tomllib
from dataclasses import asdict
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError, model_validator

from data.errors import ThinfileError
from scoring.policies.assumptions import Assumptions

LAUNCH = Path(__file__).with_name("launch.toml")


class Action(StrEnum):
    """What a policy recommends, mildest first."""

    APPROVE = "approve"
    REFER = "refer"
    DECLINE = "decline"

    @property
    def severity(self) -> int:
        """0 approve, 1 refer, 2 decline: the most severe rule that fires decides."""
        return list(Action).index(self)


class Limit(BaseModel):
    """Largest amount from a score on, as a multiple of monthly spend."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    score_from: int
    times_monthly_spend: float


class Policy(BaseModel):
    """A versioned set of cut-offs, hard rules, limits and authority.

    `authority` holds the largest amount, minor units, that a role may lend without a second
    person; a role that it does not name may lend nothing alone. `insufficient_refers` says whether
    an applicant with too few orders goes to a person, `straddle_refers` whether a score whose
    interval holds a cut-off does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    approve_from: int
    refer_from: int
    limits: tuple[Limit, ...]
    authority: dict[str, NonNegativeInt] = {}
    assumptions: Assumptions | None = None
    insufficient_refers: bool = True
    straddle_refers: bool = False

    @model_validator(mode="after")
    def _is_ordered(self) -> "Policy":
        if self.refer_from > self.approve_from:
            raise ValueError(
                f"refer_from ({self.refer_from}) must not lie above approve_from "
                f"({self.approve_from})"
            )
        starts = [limit.score_from for limit in self.limits]
        if starts != sorted(set(starts)):
            raise ValueError(f"limits must stand in rising order of score_from; got {starts}")
        return self

    def lends_alone(self, role: str, amount: int) -> bool:
        """Tell whether a role may lend an amount, minor units, without a second person."""
        return amount <= self.authority.get(role, 0)


def differences(old: Policy, new: Policy) -> dict[str, tuple[object, object]]:
    """Give every value that two policies do not share, by name: of the old one, of the new one.

    Parts are named ``authority officer`` or ``limit from 600``; None where a policy has no such
    part. Versions are names and always differ, so they are left out.
    """
    before, after = _values(old), _values(new)
    return {
        name: (before.get(name), after.get(name))
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    }


def _values(policy: Policy) -> dict[str, object]:
    found = policy.model_dump(exclude={"version", "limits", "authority", "assumptions"})
    for limit in policy.limits:
        found[f"limit from {limit.score_from}"] = limit.times_monthly_spend
    for role, amount in policy.authority.items():
        found[f"authority {role}"] = amount
    assumed = policy.assumptions
    return found if assumed is None else found | asdict(assumed)


@lru_cache(maxsize=64)
def parse(text: str, where: str) -> Policy:
    """Read a policy from its text, TOML.

    Parameters
    ----------
    text : str
    where : str
        Where the text stands, for the message.

    Raises
    ------
    ThinfileError
        When it is no TOML or no policy.
    """
    try:
        return Policy.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as wrong:
        raise ThinfileError(f"Wanted a policy in {where}; got: {wrong}. Mend the text.") from wrong


def read(path: Path) -> Policy:
    """Read a policy file.

    Raises
    ------
    ThinfileError
        When the file is missing, is no TOML or is no policy.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise ThinfileError(f"Wanted a policy in {path}; got: {wrong}. Mend the file.") from wrong
    return parse(text, str(path))


@cache
def launch() -> Policy:
    """Give the policy in force at launch."""
    return read(LAUNCH)
