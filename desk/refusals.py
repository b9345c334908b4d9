"""What the desk refuses, in words: errors that keep what was typed."""

from collections.abc import Mapping
from datetime import datetime

from data.errors import ThinfileError


class ConflictError(ThinfileError):
    """Somebody else wrote first; what was typed is kept.

    Parameters
    ----------
    case_id : int
    first_by : str
        Name of who was first.
    first_at : datetime
        When, UTC.
    did : str
        What they did, in the past tense.
    attempted : mapping
        What the second writer wanted to write.
    """

    def __init__(
        self,
        case_id: int,
        *,
        first_by: str,
        first_at: datetime,
        did: str,
        attempted: Mapping[str, object],
    ) -> None:
        self.first_by = first_by
        self.first_at = first_at
        self.attempted = dict(attempted)
        super().__init__(
            f"Case {case_id} is not as you saw it: {first_by} {did} at "
            f"{first_at:%Y-%m-%d %H:%M:%S} UTC. Nothing was saved, and what you typed is kept: "
            "look at the case as it is now, then save again."
        )


class KeyReusedError(ThinfileError):
    """An idempotency key came again, with something else to write."""

    def __init__(self, key: str, entry_no: int) -> None:
        super().__init__(
            f"The key '{key}' belongs to entry {entry_no}, which says something else. Nothing was "
            "saved: reload the page and do it again."
        )


def not_now(case_id: int, wanted: str, status: str, instead: str) -> ThinfileError:
    """Say that a case's state does not allow what was wanted, and what to do instead."""
    return ThinfileError(
        f"Wanted to {wanted} case {case_id}, but it is {status.replace('_', ' ')}. {instead}"
    )
