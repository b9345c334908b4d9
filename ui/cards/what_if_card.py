"""What would change the answer: another request, or a few months of other behaviour."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from data.application import Application
from data.errors import ThinfileError
from data.histories import future
from data.histories.future import Change
from scoring.explain.path_to_approval import Path
from scoring.explain.what_if import Outcome
from scoring.policies.policy import Action, Policy
from scoring.policies.recommendation import Recommendation
from scoring.scores.assess import Assessment
from scoring.wording import Money
from ui import explaining, panel, sortable, words
from ui.book import BookInUse
from ui.fragments import fragment
from ui.panel import escaped

TITLE = "What if the request or the next months were different?"
MONTHS = (0, 1, 2, 3, 6)
ACTIONS = {
    Action.APPROVE: ":blue-badge[approve]",
    Action.REFER: ":yellow-badge[refer]",
    Action.DECLINE: ":orange-badge[decline]",
}
HELP = (
    "Purchases and payments to come are written as rows and go through the same SQL and the same "
    "model: own typical baskets at the own pace, evenly spaced, and instalments paid on the day. "
    "How sure the new score would be is taken over from the score of today; for the path to "
    "approval it is drawn anew."
)


@fragment
def show(
    book: BookInUse,
    found: Application,
    scored: Assessment,
    policy: Policy,
    terms: tuple[int, ...],
) -> None:
    """Ask for a change, and show where score, families and recommendation would go.

    Parameters
    ----------
    book : BookInUse
    found : Application
    scored : Assessment
        With its doubt, where that is known.
    policy : Policy
        What recommends.
    terms : tuple of int
        That the product may be repaid over, days.
    """
    with panel.card("applicant_what_if"):
        st.markdown(f":gray[{TITLE}]", help=HELP)
        if scored.recommendation.action is not Action.APPROVE:
            _path(book, found, scored, policy, terms)
        change = ask(book, found, scored, terms)
        if change == Change():
            st.markdown(":gray[Change something above to see score and recommendation move.]")
            return
        now, then = explaining.what_if(book, found, scored, policy, change)
        _answer(now, then, found, policy)


def _path(
    book: BookInUse,
    found: Application,
    scored: Assessment,
    policy: Policy,
    terms: tuple[int, ...],
) -> None:
    """Look on demand for the smallest change that would be approved, and say it."""
    if scored.recommendation.unmoved:
        st.markdown(_barred_words(scored.recommendation))
        return
    key = f"what_if_{found.application_id}_path"
    if not st.session_state.get(key):
        st.button(
            "Find the smallest change that would be approved",
            key=f"{key}_ask",
            on_click=lambda: st.session_state.update({key: True}),
        )
        return
    try:
        with st.spinner("Trying changes …"):
            path = explaining.path(book, found, scored, policy, terms)
    except ThinfileError as too_long:
        st.markdown(f":yellow-badge[not searched] {escaped(str(too_long))}")
        return
    st.markdown(path_words(path, found, book.money))


def path_words(path: Path, found: Application, money: Money) -> str:
    """Say the path to approval in a sentence."""
    if path.now.recommendation.unmoved:
        return _barred_words(path.now.recommendation)
    if path.found is None:
        return (
            f"{_not_found(path)} "
            f":gray[None of {path.tried} changes leads there: less asked for, in steps of a "
            "tenth, longer to repay, months of buying regularly, instalments on time, one of "
            "these or any two.]"
        )
    when = _when(path.found, found).removeprefix("; ")
    return (
        f"**Path to approval: {escaped(steps(path.found.change, money))}.** Score "
        f"{path.now.score} → {path.found.score}{f', {when}' if when else ''}."
        f"{_could_have_been(path.found)} "
        f":gray[The smallest found among {path.tried} changes, each scored as rows"
        f"{f'; how sure was drawn for {path.drawn} of them' if path.drawn else ''}.]"
    )


def _could_have_been(then: Outcome) -> str:
    if then.doubt is None or then.doubt.redraw_low is None:
        return ""
    return (
        " Had those purchases fallen out a little differently, it would have been "
        f"{then.doubt.redraw_low}–{then.doubt.redraw_high}."
    )


def _barred_words(said: Recommendation) -> str:
    """Name the rules that no change of the person's lifts, so that none is looked for."""
    rules = " and ".join(escaped(rule.says) for rule in said.unmoved)
    return (
        f"**No change of request or behaviour leads to an approval: {rules}.** "
        ":gray[None was tried.]"
    )


def _not_found(path: Path) -> str:
    """Say that nothing was found, and of how many changes it is the doubt alone that says so."""
    if not path.drawn:
        return "**No path to approval within six months.**"
    drawn = f"How sure was drawn for {path.drawn} of them, and each could have crossed a cut-off"
    if not path.undrawn:
        could = words.count(path.drawn, "change")
        return (
            "**No path to approval within six months.** The score alone would be enough after "
            f"{could}. {drawn}."
        )
    could = words.count(path.drawn + path.undrawn, "change")
    return (
        f"**No path to approval found within six months, but {path.undrawn} of the changes that "
        f"could lead there were not drawn.** The score alone would be enough after {could}. "
        f"{drawn}; of the others that is not known."
    )


def steps(change: Change, money: Money) -> str:
    """Say what a change asks of the applicant."""
    parts = [
        f"ask for {words.money(change.amount, money)}" if change.amount is not None else "",
        f"repay over {words.span(change.term_days)}" if change.term_days is not None else "",
        f"buy regularly for {words.count(change.months, 'month')}" if change.months else "",
        "return, refuse or cancel none of it" if change.keeps_all else "",
        f"pay the next {words.count(change.instalments, 'instalment')} on time"
        if change.instalments
        else "",
    ]
    return " and ".join(part for part in parts if part) or "nothing"


def ask(book: BookInUse, found: Application, scored: Assessment, among: tuple[int, ...]) -> Change:
    """Ask what should be different; nothing to begin with."""
    key = f"what_if_{found.application_id}"
    asked, term = found.facts["amount"], found.facts["term_days"]
    has_loans = not scored.known["known_loans"].empty
    due = future.next_instalments(explaining.own(book, found)) if has_loans else []
    request, behaviour = st.columns([1, 1.2], gap="medium")
    with request:
        amount = _ask_amount(asked, book, key)
        terms = sorted({*among, term} if isinstance(term, int) else {*among})
        chosen = st.selectbox(
            "Repaid over", terms, index=terms.index(term) if isinstance(term, int) else None,
            format_func=words.span, key=f"{key}_term", disabled=not isinstance(term, int),
        )  # fmt: skip
    with behaviour:
        months = st.segmented_control(
            "Months of buying regularly first", MONTHS, default=0, required=True,
            key=f"{key}_months",
        )  # fmt: skip
        keeps_all = st.checkbox(
            "and return, refuse or cancel none of it", key=f"{key}_keeps", disabled=not months
        )
        pays = st.checkbox(
            "Pay the next two instalments on time first", key=f"{key}_pays", disabled=not due,
            help=None if due else "There is no earlier loan with an instalment to come.",
        )  # fmt: skip
    return Change(
        amount=None if amount == asked else amount,
        term_days=None if chosen == term else chosen,
        months=months or 0,
        keeps_all=bool(months) and keeps_all,
        instalments=2 if pays and due else 0,
    )


def _ask_amount(asked: object, book: BookInUse, key: str) -> int | None:
    if not isinstance(asked, int):
        return None
    unit = int(10**book.money.minor_digits)
    sign = words.currency_sign(book.money.currency)
    digits = 0 if asked % unit == 0 else book.money.minor_digits
    typed = st.number_input(
        f"Amount, {sign}",
        min_value=1.0,
        value=asked / unit,
        step=float(max(round(asked / unit / 10), 1)),
        format=f"%.{digits}f",
        key=f"{key}_amount",
    )
    return round(float(typed) * unit)


def _answer(now: Outcome, then: Outcome, found: Application, policy: Policy) -> None:
    number, says = st.columns([1, 3.2], gap="small")
    with number:
        st.metric("Score then", f"{then.score}", delta=then.score - now.score)
    with says:
        st.markdown(
            f"{ACTIONS[now.recommendation.action]} → {ACTIONS[then.recommendation.action]} "
            f":gray[policy {escaped(policy.version)}{_when(then, found)}]  \n"
            f"{_rules(then)}{_unsure(then)}"
        )
    panel.tabulate(_families(now, then), key="applicant_what_if", widths={"Because": 420})


def _when(then: Outcome, found: Application) -> str:
    if not then.weeks:
        return ""
    day = words.day(found.applied_at + timedelta(weeks=then.weeks))
    due = words.count(then.falls_due, "instalment")
    paid = f", {due} due until then paid" if then.falls_due > then.change.instalments else ""
    return f"; applying {words.count(then.weeks, 'week')} later, on {day}{paid}"


def _unsure(then: Outcome) -> str:
    """Say where the recommendation rests on a score whose doubt is not known."""
    if then.is_sure:
        return ""
    return " How sure that score would be is not checked; it may still go to a person."


def _rules(then: Outcome) -> str:
    fired = then.recommendation.fired
    if not fired:
        return "No rule speaks against it."
    return " · ".join(escaped(rule.says) for rule in fired)


def _families(now: Outcome, then: Outcome) -> pd.DataFrame:
    before = {family.family: family.shown for family in now.explanation.families}
    families = sorted(
        then.explanation.families, key=lambda family: -abs(family.shown - before[family.family])
    )
    moved = [family for family in families if family.shown != before[family.family]]
    return sortable.table(
        [
            {
                "Family": family.label,
                "Now": words.signed(before[family.family]),
                "Then": words.signed(family.shown),
                "Change": words.signed(family.shown - before[family.family]),
                "Because": family.sentence,
            }
            for family in moved or families[:1]
        ]
    )
