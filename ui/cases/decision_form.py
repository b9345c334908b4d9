"""Deciding: what, on which terms, and why, beside what the policy recommends."""

from dataclasses import replace
from typing import Any

import streamlit as st

from desk.work.cases import Case
from desk.work.overrides import Decision
from desk.work.verdicts import Verdict
from scoring.policies.policy import Action
from scoring.wording import Money
from ui import words
from ui.cards.score_card import ACTIONS
from ui.cases import reason_choice, says, term_unit, typed, writes
from ui.cases.matter import Matter
from ui.cases.term_unit import TermUnit
from ui.panel import escaped


def show(matter: Matter, case: Case) -> None:
    """Ask for the decision, and save it."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        decision = _decision(matter)
        is_barred = bool(decision and decision.lends and matter.shown.bars)
        amount = _terms(matter, decision) if decision and decision.lends else None
        is_open = decision is not None and not is_barred
        said = Verdict(decision, amount) if decision and is_open else None
        if is_barred:
            st.warning(
                f"Nothing can be lent: {' and '.join(matter.shown.bars)}. No reason overrides "
                "that. Decline, or ask the applicant for what is missing."
            )
        is_told_why = said is not None and reason_choice.ask(matter, case, said)
        _sentence(matter, decision, is_told_why=is_told_why)
        if decision is not None:
            _authority(matter, decision, amount)
        st.button(
            "Save the decision",
            key=matter.key("decide"),
            type="primary",
            disabled=not is_open,
            on_click=_save,
            args=(matter, case),
        )
    with right:
        _recommended(matter)
        if said is not None:
            reason_choice.policy(matter, said)


def _save(matter: Matter, case: Case) -> None:
    """Read the widgets as the browser sent them with the click, and decide."""

    def typed_in(field: str) -> Any:
        return st.session_state.get(typed.name(matter, field))

    decision = Decision(typed_in("decision"))
    verdict = Verdict(decision, sentence=str(typed_in("sentence") or ""))
    if decision.lends:
        per, unit = 10**matter.book.money.minor_digits, _unit(matter)
        verdict = replace(
            verdict,
            amount=round(typed_in("amount") * per),
            term_days=unit.term_days(int(typed_in(f"term_{unit.name}"))),
        )
    verdict = replace(verdict, override_reason=reason_choice.chosen(matter, verdict))
    if writes.decide(matter, case, verdict):
        typed.clear(matter)


def _decision(matter: Matter) -> Decision | None:
    chosen = st.segmented_control(
        "Decision",
        [decision.value for decision in Decision],
        format_func=lambda value: says.DECISIONS[Decision(value)],
        required=True,
        key=typed.name(matter, "decision"),
        on_change=_begin_with_offer,
        args=(matter,),
        label_visibility="collapsed",
    )
    return None if chosen is None else Decision(chosen)


def _begin_with_offer(matter: Matter) -> None:
    """Have the amount begin anew where it is still the one that another decision began with."""
    key = typed.name(matter, "amount")
    begun = {
        _offered(matter, decision) / 10**matter.book.money.minor_digits for decision in Decision
    }
    if st.session_state.get(key) in begun:
        del st.session_state[key]
        typed.keep(matter, "decision", "amount")
    else:
        typed.keep(matter, "decision")


def _offered(matter: Matter, decision: Decision) -> int:
    """Give the amount that a decision begins with, minor units: as asked, or the limit."""
    asked, per = matter.found.facts["amount"], int(10**matter.book.money.minor_digits)
    offered = int(asked) if isinstance(asked, int) else per
    limit = matter.shown.limit
    if limit is not None and decision is Decision.COUNTER_OFFER:
        offered = max(min(offered, limit), per)
    return offered


def _unit(matter: Matter) -> TermUnit:
    return term_unit.told_in(matter.found.facts["term_days"])


def _terms(matter: Matter, decision: Decision) -> int:
    money, term, unit = matter.book.money, matter.found.facts["term_days"], _unit(matter)
    per = 10**money.minor_digits
    offered = _offered(matter, decision)
    term_field = f"term_{unit.name}"
    key = typed.name(matter, "amount"), typed.name(matter, term_field)
    st.session_state.setdefault(key[0], offered / per)
    st.session_state.setdefault(key[1], unit.number(term) if isinstance(term, int) else 1)
    left, right = st.columns(2)
    amount: float = left.number_input(
        f"Amount, {words.currency_sign(money.currency)}",
        min_value=0.0,
        step=float(max(offered // per // 20, 1)),
        format="%.2f",
        key=key[0],
        on_change=typed.keep,
        args=(matter, "amount"),
    )
    right.number_input(
        f"Term, {unit.name}",
        min_value=1,
        step=1,
        key=key[1],
        on_change=typed.keep,
        args=(matter, term_field),
    )
    return round(amount * int(per))


def _sentence(matter: Matter, decision: Decision | None, *, is_told_why: bool) -> None:
    needed = is_told_why or (decision is not None and not decision.is_final)
    st.text_input(
        "Why, in a sentence" if needed else "Why, in a sentence (if you like)",
        key=typed.name(matter, "sentence"),
        live=typed.PAUSE,
        on_change=typed.keep,
        args=(matter, "sentence"),
    )


def _authority(matter: Matter, decision: Decision, amount: int | None) -> None:
    role, money = matter.viewer.role, matter.book.money
    if amount is not None and not matter.policy.lends_alone(role.value, amount):
        alone = words.money(matter.policy.authority.get(role.value, 0), money)
        st.markdown(
            f":yellow-badge[second person] As {role.label} you may lend {escaped(alone)} alone, so "
            "this waits for a second person, who is never you."
        )
    elif decision is Decision.REFER:
        st.markdown(
            ":yellow-badge[second person] A senior officer claims and decides it; never you."
        )


def _recommended(matter: Matter) -> None:
    said = f":gray[Policy {escaped(matter.policy.version)} recommends] "
    said += f"**{ACTIONS[matter.shown.recommendation]}**"
    if matter.shown.limit is not None and matter.shown.recommendation is not Action.DECLINE:
        said += f", at most {escaped(_money(matter.shown.limit, matter.book.money))}"
    st.markdown(said)
    if matter.scored is not None:
        fired = matter.scored.recommendation.fired
        if fired:
            st.markdown("  \n".join(f":gray[{escaped(rule.says)}]" for rule in fired))


def _money(minor: int, money: Money) -> str:
    return words.money(minor, money)
