"""The desk's words on a page: how a case stands, how long is left, what was decided."""

from collections.abc import Mapping
from typing import Any

from desk.store.kinds import Kind
from desk.work.cases import Case, Status
from desk.work.clock import Clock, ClockState
from desk.work.overrides import Decision, is_persons_own
from scoring.policies.policy import Action
from scoring.wording import Money
from ui import words

DECISIONS = {
    Decision.APPROVE: "Approve",
    Decision.COUNTER_OFFER: "Counter-offer",
    Decision.DECLINE: "Decline",
    Decision.REFER: "Refer",
    Decision.REQUEST_INFORMATION: "Ask for information",
}
STATES = {
    Status.NEW: "unclaimed",
    Status.IN_REVIEW: "in review",
    Status.AWAITING_SECOND: "awaiting a second person",
    Status.AWAITING_APPLICANT: "awaiting the applicant",
    Status.DECIDED: "decided",
}
_COLOURS = {
    ClockState.RUNNING: "gray",
    ClockState.DUE_SOON: "yellow",
    ClockState.LAST_DAYS: "orange",
    ClockState.OVERDUE: "orange",
    ClockState.NOTIFIED: "gray",
    ClockState.NOTIFIED_LATE: "orange",
}


def days_left(clock: Clock) -> str:
    """Say how long is left to tell the applicant; in words of warning when little is."""
    left = words.count(abs(clock.days_left), "day")
    match clock.state:
        case ClockState.NOTIFIED:
            return "applicant told"
        case ClockState.NOTIFIED_LATE:
            return "applicant told late"
        case ClockState.OVERDUE:
            return f"overdue by {left}"
        case ClockState.LAST_DAYS:
            return f"only {left} left"
        case ClockState.DUE_SOON:
            return f"due soon: {left} left"
        case _:
            return f"{left} left"


def clock_badge(clock: Clock) -> str:
    """Say the same as a badge, with the last day to tell the applicant."""
    said = days_left(clock)
    if clock.state not in {ClockState.NOTIFIED, ClockState.NOTIFIED_LATE}:
        said = f"notice due {words.day(clock.due_at)}, {said}"
    return f":{_COLOURS[clock.state]}-badge[{said}]"


def state(case: Case, name: str | None, *, is_mine: bool) -> str:
    """Say how a case stands and who has it."""
    said = STATES[case.status]
    if case.status is Status.AWAITING_SECOND and case.claimed_by is None:
        return "referred: a second person decides"
    if case.status in {Status.IN_REVIEW, Status.AWAITING_APPLICANT}:
        who = "you" if is_mine else name or "nobody"
        return f"{said}, with {who}"
    return said


def terms(facts: Mapping[str, object], money: Money) -> str:
    """Say a decision as it was taken: "approve ¥6,000 over 6 months"."""
    decision = Decision(str(facts["decision"]))
    said = DECISIONS[decision].lower()
    if decision.lends:
        amount, days = facts["amount"], facts["term_days"]
        said += f" {words.money(float(str(amount)), money)} over {words.span(int(str(days)))}"
    return said


def reason(facts: Mapping[str, object], limit: int | None, money: Money) -> str:
    """Say the coded reason of a decision, to be read after its terms; nothing where it has none.

    Parameters
    ----------
    facts : mapping
        With `override_reason` (None: it has none), `recommendation` and `reason_code`.
    limit : int or None
        Largest amount that was recommended, minor units; None where it is not known.
    money : Money

    Returns
    -------
    str
        Such as ", against the recommendation to decline: security"; ", for data wrong" where the
        recommendation left it to a person, whose own reason it is.
    """
    code = facts.get("override_reason")
    if code is None:
        return ""
    named = (facts["recommendation"], code, facts.get("reason_code"))
    if is_persons_own(*(str(part) for part in named)):
        return f", for {words.plain(str(code))}"
    recommended = Action(str(facts["recommendation"]))
    at_most = ""
    if limit is not None and recommended is not Action.DECLINE:
        at_most = f" and lend at most {words.money(limit, money)}"
    return f", against the recommendation to {recommended.value}{at_most}: {words.plain(str(code))}"


def decided(facts: Mapping[str, Any], asked: Mapping[str, Any], money: Money) -> str:
    """Say a decision, its score, and what it went against and why.

    Parameters
    ----------
    facts : mapping
        Of its entry.
    asked : mapping
        What was written, from the entry's payload; empty once that is erased.
    money : Money

    Returns
    -------
    str
        Such as "decline, at score 612, against the recommendation to approve: fraud suspected".
    """
    at = "" if facts.get("score") is None else f", at score {facts['score']}"
    limit = asked.get("shown", {}).get("limit")
    return f"{terms(facts, money)}{at}{reason(facts, limit, money)}"


def did(kind: Kind) -> str:
    """Say what an entry records, to be read after a name."""
    return kind.did.replace(" it ", " the case ").removesuffix(" it") + (
        " the case" if kind.did.endswith(" it") else ""
    )
