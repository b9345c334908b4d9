"""From what an OpenID provider says of somebody to who they are at this desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, select

from data.errors import ThinfileError
from desk.roles import Role, Viewer
from desk.store import database, tables

EVERY_LENDER = "*"


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Under which names a provider puts roles and lenders.

    Parameters
    ----------
    roles : str
        A text or a list of texts; a dot leads into an object: ``realm_access.roles``.
    lenders : str
        Likewise; ``*`` among them is every lender.
    """

    roles: str = "roles"
    lenders: str = "lender_ids"


def viewer_from(claims: Mapping[str, object], names: ClaimNames, now: datetime) -> Viewer:
    """Say who somebody is, from the claims of a token whose signature was checked.

    Parameters
    ----------
    claims : mapping
        Of the ID token.
    names : ClaimNames
    now : datetime
        With its zone.

    Returns
    -------
    Viewer
        Their id is the issuer's name and their `sub` there, which no two people share; the ledger
        takes no write of theirs once the token has run out.

    Raises
    ------
    ThinfileError
        When the token has run out, or names no person, not exactly one role of ours, or no lender.
    """
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not issuer or not subject:
        raise ThinfileError(
            "Wanted a token that names its issuer and a person (iss, sub); got "
            f"'{issuer}' and '{subject}'. Sign in again."
        )
    ends = _moment(claims.get("exp"))
    if ends is None:
        raise ThinfileError("Your session does not say when it ends. Sign in again.")
    if ends <= now:
        raise ThinfileError(f"Your session ended at {ends:%Y-%m-%d %H:%M} UTC. Sign in again.")
    user_id = f"{issuer}|{subject}"
    name = next((str(claims[key]) for key in ("name", "email") if claims.get(key)), str(subject))
    role = _role(_listed(claims, names.roles), names.roles)
    lenders = _lenders(_listed(claims, names.lenders), names.lenders)
    return Viewer(user_id, name, role, lenders, until=ends)


def require_user(engine: Engine, viewer: Viewer) -> None:
    """Refuse who was shut out of this desk, whatever their provider says.

    Raises
    ------
    ThinfileError
        When the table of users says so.
    """
    table = tables.users.c
    asked = select(table.is_active).where(table.user_id == viewer.user_id)
    with database.reading(engine) as con:
        is_active = con.execute(asked).scalar()
    if is_active in (False, 0):
        raise ThinfileError(
            f"{viewer.name} is no longer a user of this desk. Ask whoever keeps the list of users."
        )


def _moment(claim: object) -> datetime | None:
    """Read seconds since 1970, UTC; None where it is no moment."""
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return None
    try:
        return datetime.fromtimestamp(claim, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _role(came: list[str], claim: str) -> Role:
    ours = [role for role in Role if role.value in came]
    if len(ours) != 1:
        listed = ", ".join(role.value for role in Role)
        got = ", ".join(role.value for role in ours) or "none of them"
        raise ThinfileError(
            f"Wanted exactly one of {listed} in the claim '{claim}'; got {got}. Ask whoever gives "
            "out roles, then sign in again."
        )
    return ours[0]


def _lenders(came: list[str], claim: str) -> tuple[str, ...] | None:
    if not came:
        raise ThinfileError(
            f"Wanted the lenders you work for in the claim '{claim}'; got none. Ask whoever gives "
            "out roles, then sign in again."
        )
    return None if EVERY_LENDER in came else tuple(sorted(set(came)))


def _listed(claims: Mapping[str, object], name: str) -> list[str]:
    """Give the texts under a claim; a URL as a name has dots of its own, so whole names win."""
    found: object = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return [found]
    if isinstance(found, list | tuple):
        return [one for one in found if isinstance(one, str)]
    return []
