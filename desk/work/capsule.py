"""What a decision keeps of the moment it was taken, so that it can be recomputed from it alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desk.store import texts
from scoring.policies.policy import Action


@dataclass(frozen=True, slots=True)
class Shown:
    """What stood on the page when somebody decided.

    Parameters
    ----------
    recommendation : Action
        The policy's.
    limit : int or None
        Largest amount that the policy recommends, minor units; None where it is not known.
    score : int or None
        As displayed; None where there is none.
    asked_amount : int or None
        Asked for, minor units; None where it is not known.
    asked_term_days : int or None
        Likewise.
    bars : tuple of str
        What forbids to lend, as `scoring.policies.recommendation.bars` says it.
    """

    recommendation: Action
    limit: int | None
    score: int | None
    asked_amount: int | None = None
    asked_term_days: int | None = None
    bars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capsule:
    """Everything that a replay needs beside the model.

    Parameters
    ----------
    texts : mapping of str to str
        By name: the feature SQL, the policy, and whatever else decided; kept once by their hash
        and never erased, so they hold nothing personal.
    rows : mapping
        The applicant's rows by table of the contract, in JSON's types; erasable, like all below.
    features : mapping
        By name; missing is None.
    shown : mapping
        Score, interval, points, reasons, recommendation, as displayed.
    libraries : mapping of str to str
        Versions of what computed it.
    hashes : mapping of str to str
        SHA-256 of the model's files by name, its manifest among them.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, object] = field(default_factory=dict)
    features: Mapping[str, object] = field(default_factory=dict)
    shown: Mapping[str, object] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)

    def named_texts(self) -> dict[str, str]:
        """Give the hash of each text, by name."""
        return {name: texts.hash_of(text) for name, text in self.texts.items()}

    def payload(self) -> dict[str, object]:
        """Give the erasable part, in JSON's types."""
        parts = ("rows", "features", "shown", "libraries", "hashes")
        return {part: dict(getattr(self, part)) for part in parts}
