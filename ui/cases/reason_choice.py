"""Which reason a decision names: against the recommendation, or where it leaves a refusal open."""

import streamlit as st

from desk.notices import texts, writing
from desk.work.cases import Case
from desk.work.overrides import Departure, OverrideReason, departure, reasons_for, spoken_for
from desk.work.verdicts import Verdict
from ui import words
from ui.cases import typed, writes
from ui.cases.matter import Matter
from ui.panel import escaped

OF_SCORE = "score"  # the choice of the score's own reasons: no code of the person's


def direction(matter: Matter, verdict: Verdict) -> Departure | None:
    """Tell for which direction a decision may name a reason; None where it takes none."""
    shown = matter.shown
    return spoken_for(verdict.decision, verdict.amount, shown.recommendation, shown.limit)


def is_against(matter: Matter, verdict: Verdict) -> bool:
    """Whether a decision goes against the recommendation."""
    shown = matter.shown
    against = departure(verdict.decision, verdict.amount, shown.recommendation, shown.limit)
    return against is not None


def ask(matter: Matter, case: Case, verdict: Verdict) -> bool:
    """Ask for the reason of a decision that may name one; say whether it needs a sentence.

    Parameters
    ----------
    verdict : Verdict
        Decision and amount, as far as they are typed.
    """
    speaks_for = direction(matter, verdict)
    if speaks_for is None:
        return False
    against = is_against(matter, verdict)
    of_score = [] if against or not _score_has_reasons(matter, case, verdict) else [OF_SCORE]
    key = typed.name(matter, "override")
    offered = [*of_score, *(one.value for one in reasons_for(speaks_for))]
    if st.session_state.get(key) not in offered:
        # typed for a decision in the other direction, or nothing yet
        st.session_state[key] = OF_SCORE if of_score else None
    chosen = st.selectbox(
        "Reason for deciding against the recommendation" if against else "Reason for the letter",
        offered,
        index=None,
        format_func=_named,
        placeholder="choose one from the override policy",
        key=key,
        on_change=typed.keep,
        args=(matter, "override"),
    )
    return against or chosen not in {None, OF_SCORE}


def chosen(matter: Matter, verdict: Verdict) -> OverrideReason | None:
    """Give the coded reason that was chosen, where it may speak for the decision."""
    code = st.session_state.get(typed.name(matter, "override"))
    if code in {None, OF_SCORE}:
        return None
    reason = OverrideReason(code)
    return reason if direction(matter, verdict) in reason.justifies else None


def policy(matter: Matter, verdict: Verdict) -> None:
    """Show when each reason may be used, where the decision may name one."""
    speaks_for = direction(matter, verdict)
    if speaks_for is None:
        return
    lines = [
        f"- **{words.plain(reason.value)}**: {escaped(reason.says)}"
        for reason in reasons_for(speaks_for)
    ]
    st.markdown(
        "Against it, the written override policy allows these reasons:"
        if is_against(matter, verdict)
        else "It leaves this to you. The letter gives the score's own reasons, or one of these:"
    )
    with st.container(height=150, border=False, key="override_policy"):
        st.markdown("\n".join(lines))


def _score_has_reasons(matter: Matter, case: Case, verdict: Verdict) -> bool:
    wording = texts.load(matter.book.home, case.lender_id)
    return writing.has_reasons(verdict, writes.rests_on(matter), wording)


def _named(code: str) -> str:
    return "the score's own reasons" if code == OF_SCORE else words.plain(code)
