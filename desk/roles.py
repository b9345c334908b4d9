"""Who may do what: roles, the acts each is granted, and the demo users."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from data.errors import ThinfileError


class Role(StrEnum):
    """What somebody is here for; one a person."""

    OFFICER = "officer"
    SENIOR_OFFICER = "senior_officer"
    RISK_MANAGER = "risk_manager"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """The role as people say it."""
        return self.value.replace("_", " ")


class Act(StrEnum):
    """Something that a role may be granted; the values finish the sentence "may …"."""

    SEE_APPLICANTS = "see applicants and cases"
    DECIDE = "decide within their authority"
    DECIDE_AS_SECOND = "decide as the second person"
    REASSIGN = "hand a case to another officer"
    READ_RISK = "read the risk and model pages"
    WRITE_DRAFTS = "write drafts of a policy, or propose a model"
    PUT_IN_FORCE = "put a policy or model in force, as the second of two"
    VERIFY = "verify the ledger, replay decisions and read the access log"
    ERASE = "erase a person's payloads"
    KEEP_USERS = "shut a user out, or let them in again"
    READ_DATA = "read the data pages"


_EVERYBODY = frozenset({Act.SEE_APPLICANTS, Act.READ_DATA})

GRANTS: Mapping[Role, frozenset[Act]] = MappingProxyType(
    {
        Role.OFFICER: _EVERYBODY | {Act.DECIDE},
        Role.SENIOR_OFFICER: _EVERYBODY
        | {Act.DECIDE, Act.DECIDE_AS_SECOND, Act.REASSIGN, Act.READ_RISK},
        Role.RISK_MANAGER: _EVERYBODY | {Act.READ_RISK, Act.WRITE_DRAFTS, Act.PUT_IN_FORCE},
        Role.AUDITOR: _EVERYBODY | {Act.READ_RISK, Act.VERIFY, Act.ERASE, Act.KEEP_USERS},
    }
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody signed in.

    Parameters
    ----------
    user_id : str
        Unique and stable; goes into records.
    name : str
        As shown on the page.
    role : Role
    lender_ids : tuple of str, or None
        The lenders whose applicants they may see, sorted; None is every lender of the book,
        applications that name no lender included.
    until : datetime or None
        When their session ends, with its zone; None where no provider says.
    """

    user_id: str
    name: str
    role: Role
    lender_ids: tuple[str, ...] | None
    until: datetime | None = None

    def may(self, act: Act) -> bool:
        """Whether the role is granted the act."""
        return act in GRANTS[self.role]

    def sees(self, lender_id: str | None) -> bool:
        """Whether a lender's applications are theirs to see; None is an application without."""
        return self.lender_ids is None or lender_id in self.lender_ids


def require(viewer: Viewer, act: Act) -> None:
    """Refuse what the viewer's role is not granted.

    Raises
    ------
    ThinfileError
        Naming the act, the role, and the roles that may.
    """
    if not viewer.may(act):
        allowed = ", ".join(role.label for role in Role if act in GRANTS[role])
        raise ThinfileError(
            f"Only these may {act.value}: {allowed}; you are signed in as {viewer.role.label}. "
            "Sign in with another role, or ask one of them."
        )


def administrator(account: str) -> Viewer:
    """Give whoever runs the machine, for commands: named by their account there.

    They own the ledger's database, so no role bounds them; this one is granted what they write.
    """
    return Viewer(f"account|{account}", f"{account}, who runs the desk", Role.AUDITOR, None)


def demo_users() -> tuple[Viewer, ...]:
    """Return one user of each role and a second risk manager, for demonstrations.

    They see every lender of the book. Two risk managers, since a policy or model takes two.
    """
    one = tuple(Viewer(f"demo-{role.value}", role.label, role, None) for role in Role)
    second = Viewer("demo-second_risk_manager", "second risk manager", Role.RISK_MANAGER, None)
    return (*one, second)
