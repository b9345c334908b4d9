"""A purchase that the applicant says is wrong: the score without it."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
import streamlit as st

from desk.roles import Act
from desk.work import casework
from desk.work.checks import HELD
from scoring.explain.disputed import Line
from scoring.scores.assess import Assessment
from scoring.wording import Money
from ui import explaining, panel, words
from ui.cards.what_if_card import ACTIONS
from ui.cases import office, writes
from ui.cases.matter import Matter
from ui.fragments import fragment

TITLE = "Does the applicant say that a purchase is wrong?"
HELP = (
    "The chosen orders are left out as if they had never been made, and the rest goes through the "
    "same SQL, model and policy. The score itself stays: a dispute is recorded with the case. "
    "A row behind a reason can be marked there, a single line of an order too."
)


def offer(matter: Matter, scored: Assessment, marked: Sequence[Line]) -> None:
    """Show the score without rows that were marked behind a reason, and take them as disputed.

    Parameters
    ----------
    matter : Matter
    scored : Assessment
        Of its application.
    marked : sequence of (str, int or None)
        As `ui.cards.evidence_card.show` returns them.
    """
    if not marked:
        return
    with panel.errors_in_words():
        _show_without(matter, scored, marked)
    st.button(
        "This row is wrong" if len(marked) == 1 else "These rows are wrong",
        key=f"{_key(matter)}_mark",
        help="Adds to what the applicant disputes, below, where it is recorded with the case.",
        on_click=_mark,
        args=(matter, marked),
    )


def _key(matter: Matter) -> str:
    return f"disputed_{matter.found.application_id}"


def _mark(matter: Matter, marked: Sequence[Line]) -> None:
    already = st.session_state.get(_key(matter), _recorded(matter))
    st.session_state[_key(matter)] = list(dict.fromkeys([*already, *marked]))


@fragment
def show(matter: Matter, scored: Assessment) -> None:
    """Let the reader choose orders, show the score without them, and record the dispute.

    Parameters
    ----------
    matter : Matter
    scored : Assessment
        Of its application.
    """
    if writes.is_saved():
        st.rerun(scope="app")
    recorded = _recorded(matter)
    chosen_before = [*recorded, *st.session_state.get(_key(matter), [])]
    labels = purchase_labels(scored.known, matter.book.money, lines=chosen_before)
    if not labels:
        return
    if _key(matter) not in st.session_state:
        st.session_state[_key(matter)] = [one for one in recorded if one in labels]
    with panel.card("applicant_disputed"), panel.errors_in_words():
        st.markdown(f":gray[{TITLE}]", help=HELP)
        refused = writes.refused()
        if refused is not None:
            st.error(panel.escaped(refused[0]))
        chosen = st.multiselect(
            "Disputed orders",
            list(labels),
            key=_key(matter),
            format_func=lambda one: labels[one],
            placeholder="Choose an order to see the score without it",
            label_visibility="collapsed",
        )
        if chosen:
            _show_without(matter, scored, chosen)
        if recorded:
            names = ", ".join(panel.escaped(_named(one)) for one in recorded)
            st.markdown(f":gray[Recorded with the case: {names}]")
        _offer(matter, [one for one in chosen if one not in recorded])


def _recorded(matter: Matter) -> list[Line]:
    if matter.case is None:
        return []
    return casework.disputed(office.ledger(), matter.viewer, matter.case.case_id)


def _named(purchase: Line) -> str:
    order_id, line_no = purchase
    return order_id if line_no is None else f"line {line_no} of {order_id}"


def _counted(purchases: Collection[Line]) -> str:
    lines = sum(line_no is not None for _, line_no in purchases)
    counts = {"order": len(purchases) - lines, "order line": lines}
    return " and ".join(words.count(count, noun) for noun, count in counts.items() if count)


def _show_without(matter: Matter, scored: Assessment, chosen: Collection[Line]) -> None:
    then = explaining.without(matter.book, matter.found, scored, matter.policy, frozenset(chosen))
    now = scored.explanation.score
    st.markdown(
        f"Without {_counted(chosen)}: **{now} → {then.score}** "
        f"({words.signed(then.score - now)}) · {ACTIONS[scored.recommendation.action]} → "
        f"{ACTIONS[then.recommendation.action]}"
    )


def _offer(matter: Matter, fresh: list[Line]) -> None:
    """Offer to record what is not recorded yet, to whoever has the case."""
    if not fresh or matter.case is None or matter.case.status not in HELD:
        return
    if not (matter.is_mine and matter.viewer.may(Act.DECIDE)):
        st.markdown(":gray[Whoever has the case can record the dispute.]")
        return
    why = st.text_input("What the applicant says", key=matter.key("dispute_why"), max_chars=500)
    st.button(
        f"Record the dispute of {_counted(fresh)}",
        key=matter.key("dispute"),
        disabled=not why.strip(),
        on_click=_record,
        args=(matter, fresh, why.strip()),
    )


def _record(matter: Matter, fresh: list[Line], why: str) -> None:
    if matter.case is not None:
        writes.dispute(matter, matter.case, fresh, why)


def purchase_labels(
    known: Mapping[str, pd.DataFrame], money: Money, *, lines: Collection[Line] = ()
) -> Mapping[Line, str]:
    """Name each order by day and amount, newest first, and some lines by what was bought."""
    newest = known["known_orders"].sort_values("local_at", ascending=False)
    columns = (newest[name].tolist() for name in ("order_id", "local_at", "amount"))
    labels: dict[Line, str] = {
        (str(order_id), None): f"{words.moment(at)} · {words.money(amount, money)} · {order_id}"
        for order_id, at, amount in zip(*columns, strict=True)
    }
    if not any(line_no is not None for _, line_no in lines):
        return labels
    for row in known["known_lines"].to_dict("records"):
        line = (str(row["order_id"]), int(row["line_no"]))
        if line in lines:
            name = row["product_name"]
            bought = name if isinstance(name, str) else words.plain(row["category"])
            paid = words.money(row["line_amount"], money)
            labels[line] = f"{words.moment(row['local_at'])} · {bought} · {paid} · {_named(line)}"
    return labels
