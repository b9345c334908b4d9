"""Decisions: take one, stand by it as the second person, reopen it by a new entry."""

from dataclasses import asdict

from sqlalchemy import Connection, Engine, insert, select

from data.errors import ThinfileError
from desk.refusals import not_now
from desk.store import ledger, tables, texts
from desk.store.kinds import Kind
from desk.store.ledger import By, Draft, Receipt
from desk.work import cases, checks, verdicts
from desk.work.capsule import Capsule, Shown
from desk.work.cases import Case, Status
from desk.work.overrides import Decision, Departure, spoken_for
from desk.work.verdicts import Verdict
from scoring.policies.policy import Policy

NOTHING = Capsule()


def decide(
    engine: Engine,
    by: By,
    case_id: int,
    *,
    seen: int,
    verdict: Verdict,
    shown: Shown,
    policy: Policy,
    reason_code: str | None = None,
    capsule: Capsule = NOTHING,
) -> Receipt:
    """Decide a case in review.

    A final decision ends the case, or waits for a second person where it lends more than the
    writer's role may alone. To refer gives the case to a second person, who decides it; to
    request information leaves it waiting for the applicant.

    Parameters
    ----------
    engine : Engine
    by : By
    case_id : int
    seen : int
        Version of the case as the writer saw it.
    verdict : Verdict
    shown : Shown
        What stood beside it.
    policy : Policy
        Of the version that the case is pinned to.
    reason_code : str or None
        The first reason that the applicant's letter will give; kept of a refusal or counter-offer,
        unless the person's own is: that one the letter gives first.
    capsule : Capsule
        Kept with the decision.

    Raises
    ------
    ConflictError
        When somebody changed the case since.
    ThinfileError
        When the verdict is not whole, lends where something forbids it, approves less than was
        asked for, goes against the recommendation without a reason and a sentence, or the writer
        does not have the case.
    """
    asked = {"case_id": case_id, "verdict": asdict(verdict), "shown": asdict(shown)}

    def change(con: Connection, entry_no: int) -> Draft:
        found = checks.as_seen(con, by, case_id, seen, asked)
        checks.require_mine(con, found, by.viewer, "decide")
        _require_pinned(found, policy)
        verdicts.require_whole(verdict)
        verdicts.require_allowed(verdict, shown)
        verdicts.require_as_asked(verdict, shown)
        verdicts.require_justified(verdict, shown)
        lends_alone = verdict.amount is None or policy.lends_alone(
            by.viewer.role.value, verdict.amount
        )
        replaces, refuses = _reopened(con, case_id), verdict.decision.refuses
        row = {
            **_row(found, verdict, shown),
            "reason_code": _told(verdict, shown) or reason_code if refuses else None,
            "needs_second": not lends_alone,
            "replaces": replaces,
        }
        facts = {**row, "texts": capsule.named_texts()}
        who = {"decided_at": by.at, "decided_by": by.viewer.user_id}
        return Draft(
            case_id=case_id,
            facts=facts,
            payload={"capsule": capsule.payload()},
            about=replaces,
            statements=(
                *(texts.keep(text) for text in capsule.texts.values()),
                insert(tables.decisions).values(entry_no=entry_no, case_id=case_id, **who, **row),
                cases.moved(case_id, entry_no, **_after(verdict, entry_no, lends_alone)),
            ),
        )

    return ledger.write(engine, by, Kind.DECISION, asked, change)


def second(
    engine: Engine, by: By, case_id: int, *, seen: int, approve: bool, sentence: str = ""
) -> Receipt:
    """Stand by a decision that waits for a second person, or refuse it.

    A refused decision is not in force; the case goes back to who took it.

    Parameters
    ----------
    approve : bool
    sentence : str
        Why; needed to refuse.

    Raises
    ------
    ConflictError
        When somebody changed the case since.
    ThinfileError
        When no decision waits, the writer took it, or refuses it without a sentence.
    """
    asked = {"case_id": case_id, "approve": approve, "sentence": sentence}

    def change(con: Connection, entry_no: int) -> Draft:
        found = checks.as_seen(con, by, case_id, seen, asked)
        if found.status is not Status.AWAITING_SECOND or found.claimed_by is None:
            instead = "Choose one with a decision that waits; a referred one is to be claimed."
            raise not_now(case_id, "be the second person in", found.status, instead)
        first = select(tables.decisions.c.decided_by)
        decided_by = con.execute(
            first.where(tables.decisions.c.entry_no == found.pending_no)
        ).scalar_one()
        if decided_by == by.viewer.user_id:
            raise ThinfileError(
                f"The decision of case {case_id} is yours, and a second person has to be another "
                "one. Leave it to them."
            )
        if approve:
            now = _in_force(found.pending_no)
        else:
            verdicts.require_sentence(sentence, "to refuse a decision")
            now = {"status": Status.IN_REVIEW}
        return Draft(
            case_id=case_id,
            facts={"decision_no": found.pending_no, "approve": approve},
            about=found.pending_no,
            statements=(cases.moved(case_id, entry_no, pending_no=None, **now),),
        )

    kind = Kind.SECOND_APPROVAL if approve else Kind.SECOND_REFUSAL
    return ledger.write(engine, by, kind, asked, change)


def reopen(engine: Engine, by: By, case_id: int, *, seen: int, sentence: str) -> Receipt:
    """Take a decided case up again, by an entry that names the old decision, which stays.

    Where the applicant was told of it, another 30 days begin; where not, the old ones run on.

    Parameters
    ----------
    sentence : str
        Why.

    Raises
    ------
    ConflictError
        When somebody changed the case since.
    ThinfileError
        When it is not decided, or no sentence says why.
    """
    asked = {"case_id": case_id, "sentence": sentence}

    def change(con: Connection, entry_no: int) -> Draft:
        found = checks.as_seen(con, by, case_id, seen, asked)
        if found.status is not Status.DECIDED:
            raise not_now(case_id, "reopen", found.status, "Only decided cases are reopened.")
        verdicts.require_sentence(sentence, "to reopen a case")
        was_told = found.notified_at is not None
        now = cases.moved(
            case_id,
            entry_no,
            status=Status.IN_REVIEW,
            claimed_by=by.viewer.user_id,
            decision_no=None,
            clock_from=by.at if was_told else found.clock_from,
        )
        return Draft(
            case_id=case_id,
            facts={"decision_no": found.decision_no},
            about=found.decision_no,
            statements=(now,),
        )

    return ledger.write(engine, by, Kind.REOPENING, asked, change)


def _row(found: Case, verdict: Verdict, shown: Shown) -> dict[str, object]:
    """Give what the table of decisions and the chain both hold for ever."""
    return {
        "decision": verdict.decision.value,
        "amount": verdict.amount,
        "term_days": verdict.term_days,
        "recommendation": shown.recommendation.value,
        "override_reason": verdict.override_reason and verdict.override_reason.value,
        "score": shown.score,
        **cases.pinned(found.pins),
    }


def _told(verdict: Verdict, shown: Shown) -> str | None:
    """Give the person's own reason, where it is why less is lent."""
    taken = (verdict.decision, verdict.amount, shown.recommendation, shown.limit)
    is_why = spoken_for(*taken) is Departure.LENDS_LESS and verdict.override_reason is not None
    return str(verdict.override_reason) if is_why else None


def _after(verdict: Verdict, entry_no: int, lends_alone: bool) -> dict[str, object]:
    if verdict.decision is Decision.REQUEST_INFORMATION:
        return {"status": Status.AWAITING_APPLICANT}
    if verdict.decision is Decision.REFER:
        return {"status": Status.AWAITING_SECOND, "pending_no": entry_no, "claimed_by": None}
    if lends_alone:
        return {"pending_no": None, **_in_force(entry_no)}
    return {"status": Status.AWAITING_SECOND, "pending_no": entry_no}


def _in_force(decision_no: int | None) -> dict[str, object]:
    """Give what a decision changes that comes into force: of this one nobody was told yet."""
    return {"status": Status.DECIDED, "decision_no": decision_no, "notified_at": None}


def _reopened(con: Connection, case_id: int) -> int | None:
    """Give the decision that the last reopening of a case named."""
    table = tables.ledger.c
    asked = select(table.about).where(table.case_id == case_id, table.kind == Kind.REOPENING)
    return con.execute(asked.order_by(table.entry_no.desc()).limit(1)).scalar()


def _require_pinned(found: Case, policy: Policy) -> None:
    pinned = found.pins and found.pins.policy_version
    if pinned != policy.version:
        raise ThinfileError(
            f"Case {found.case_id} is looked at with policy '{pinned}', but what came is policy "
            f"'{policy.version}'. Reload the page."
        )
