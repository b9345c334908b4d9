"""What the overrides page shows: how often, how they turned out, for which reasons, by whom."""

from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from scoring.metrics.rates.rate import Rate
from scoring.risk.cohorts.cohort import Condition
from scoring.risk.overrides import (
    OVERRIDES,
    Direction,
    Officers,
    Turned,
    against_recommended,
)
from ui import panel, sortable, words
from ui.charts.rates import Row, Words, rates_chart
from ui.risk import charted, follow, says
from ui.theme import Palette

MOST_OFFICERS = 16
# what was recommended, and what was decided: more than the limit is known to the ledger alone
_SIDES = {
    Direction.AS_RECOMMENDED: ("approve", ("approve",)),
    Direction.LENT: ("decline", ("approve", "counter_offer")),
    Direction.DECLINED: ("approve", ("decline",)),
    Direction.OTHER_TERMS: ("approve", ("counter_offer",)),
}
_NOT_OBSERVED = "no loan, so no outcome: expected by PD alone"


def show_tiles(every: Rate, turned: Mapping[Direction, Turned]) -> None:
    """Show how often recommendations are turned round, and the bad rates beside each other."""
    columns = st.columns(4, gap="small")
    with columns[0], panel.card("overrides_rate", is_as_high_as_its_row=True):
        st.metric("Overrides", words.percent(every.value))
        span = words.percent_range(every.low, every.high)
        st.caption(f"95 %: {span}, {every.hits:,} of {every.trials:,} decisions")
    for column, direction in zip(
        columns[1:], (Direction.AS_RECOMMENDED, Direction.LENT, Direction.DECLINED), strict=True
    ):
        of = turned[direction]
        with column, panel.card(f"overrides_{direction.name}", is_as_high_as_its_row=True):
            if direction is Direction.DECLINED:
                st.metric("Declined against an approval", f"{of.decisions:,}")
                st.caption(f"by PD {words.percent(of.expected)} bad; nobody will see it")
                continue
            st.metric(f"Bad rate, {direction}", words.percent(of.bad_rate.value))
            st.caption(_doubt(of))


def _doubt(of: Turned) -> str:
    if not of.is_observed:
        return f"{of.decisions:,} decisions; no outcome is known yet"
    few = "; too few to tell" if of.is_few else ""
    span = words.percent_range(of.bad_rate.low, of.bad_rate.high)
    return f"95 %: {span}, n = {of.bad_rate.trials:,}{few}"


def show_outcomes(
    turned: Mapping[Direction, Turned], also: Sequence[Condition], colours: Palette
) -> None:
    """Show how each direction turned out beside what the PDs expected."""
    said = Words(
        "Bad rate of what was lent; grey rule: expected by the PDs", "bad rate, 95 %", "expected"
    )
    seen, apart = against_recommended(turned)
    differs = dict(zip(seen, apart.is_more_than_noise, strict=True))
    order = (Direction.AS_RECOMMENDED, *OVERRIDES)
    rows = [
        Row(str(one), turned[one].bad_rate, turned[one].expected,
            _note(turned[one], is_marked=bool(differs.get(one, False))), people(one, also))
        for one in order
        if turned[one].decisions
    ]  # fmt: skip
    links = [people(one, also) for one in order]
    table = partial(outcomes_table, {str(one): turned[one] for one in order}, "Decision")
    view = charted.view(said.title, "overrides_outcomes", table, links=lambda: links)
    if view == panel.CHART:
        alt = "; ".join(f"{row.label} {_spoken(row)}" for row in rows)
        figure = rates_chart(rows, said, colours=colours)
        charted.draw(figure, key="overrides_outcomes", alt=f"{said.title}: {alt}.")
    st.caption(told_avoided(turned))
    for one, value, low, high, mark in zip(
        seen, apart.value, apart.low, apart.high, apart.is_more_than_noise, strict=True
    ):
        lead = says.points_apart(float(value), float(low), float(high))
        stands = says.noise(is_more=bool(mark))
        st.caption(f"{one} against the loans as recommended: {lead}, {stands}")


def told_avoided(turned: Mapping[Direction, Turned]) -> str:
    """Say what following the declines would have avoided, and what it would have cost."""
    rate = turned[Direction.LENT].bad_rate
    if not rate.trials:
        return "Of what was lent against a decline no outcome is known yet."
    return (
        f"Had every decline been followed, {words.count(rate.hits, 'loan')} that went bad would "
        f"not have been made, nor {rate.trials - rate.hits:,} that were repaid."
    )


def _note(of: Turned, *, is_marked: bool) -> str:
    if not of.is_observed:
        return _NOT_OBSERVED
    if of.is_few:
        return f"too few to tell: {of.bad_rate.trials} outcomes"
    return "differs" if is_marked else ""


def _spoken(row: Row) -> str:
    return words.percent(row.rate.value) if row.rate.trials else "not observed"


def show_reasons(
    direction: Direction,
    found: Mapping[str, Turned],
    also: Sequence[Condition],
    colours: Palette,
) -> None:
    """Show the reasons given for one direction, and how their cases turned out."""
    said = Words(
        f"Reasons for what was {direction}" if direction is not Direction.OTHER_TERMS
        else "Reasons for other terms",
        "bad rate, 95 %", "expected",
    )  # fmt: skip
    named = {_reason(code): turned for code, turned in found.items()}
    links = [people(direction, [*also, _given(code)]) for code in found]
    rows = [
        Row(f"{name} · {of.decisions:,}", of.bad_rate, of.expected, _note(of, is_marked=False), to)
        for (name, of), to in zip(named.items(), links, strict=True)
    ]
    table = partial(outcomes_table, named, "Reason")
    view = charted.view(said.title, "overrides_reasons", table, links=lambda: links)
    if view == panel.CHART:
        alt = "; ".join(f"{row.label} {_spoken(row)}" for row in rows)
        figure = rates_chart(rows, said, colours=colours)
        charted.draw(figure, key="overrides_reasons", alt=f"{said.title}: {alt or 'none'}.")
    st.caption("Beside each reason: decisions. Grey rule: the bad rate that the PDs expect.")


def people(direction: Direction, also: Sequence[Condition | None]) -> str:
    """Give the link to those whom a direction decided, as far as conditions can say it."""
    if direction not in _SIDES:
        return follow.NOBODY
    recommended, decided = _SIDES[direction]
    conditions = [Condition("recommendation", (recommended,)), Condition("decision", decided)]
    return follow.people([*conditions, *also])


def decided_in(months: "pd.Series[pd.Timestamp]") -> Condition:
    """Give the condition that was decided in some months."""
    return Condition("decided", tuple(sorted({f"{month:%Y-%m}" for month in months})))


def _given(code: str) -> Condition | None:
    return Condition("decision_reason", (code,)) if code else None


def _reason(code: str) -> str:
    return words.plain(code).removeprefix("override ") if code else "no reason given"


def show_officers(found: Officers, also: Sequence[Condition], colours: Palette) -> None:
    """Show how often each person overrides, against all the others."""
    title = "How often each person decides against the recommendation; grey rule: all the others"
    said = Words(title, "overrides among their decisions, 95 %", "all the others")
    frame, apart = found.frame, found.difference
    links = [follow.people([Condition("decided_by", (str(name),)), *also]) for name in frame.index]
    rows = [
        Row(f"{officer} · {own.trials:,}", own, own.value - float(apart.value[at]),
            "differs" if apart.is_more_than_noise[at] else "", links[at])
        for at, (officer, own) in enumerate(zip(frame.index, found.rate, strict=True))
    ]  # fmt: skip
    table, taken = partial(officers_table, found), partial(_officer_numbers, found)
    view = charted.view(
        title, "overrides_officers", table, taken=taken, links=lambda: links, height=400
    )
    if view == panel.CHART:
        marked = [row.label for row in rows if row.note]
        figure = rates_chart(rows[:MOST_OFFICERS], said, colours=colours)
        said_rates = "; ".join(
            f"{row.label} {words.percent(row.rate.value)}" for row in rows[:MOST_OFFICERS]
        )
        alt = f"{title}: {said_rates}; differ by more than noise: {', '.join(marked) or 'nobody'}."
        charted.draw(figure, key="overrides_officers", alt=alt)
    drawn = f"Drawn: the {MOST_OFFICERS} with most decisions. " * (len(rows) > MOST_OFFICERS)
    st.caption(
        f"{drawn}Marked where a rate differs by more than noise, everybody counted (Holm). "
        "Officers see different cases: a rate that differs is a question, not a fault."
    )


def outcomes_table(found: Mapping[str, Turned], of: str) -> pd.DataFrame:
    """Give one row per group as people read it."""
    return sortable.table(
        {
            of: list(found),
            "Decisions": [one.decisions for one in found.values()],
            "Known outcomes": [one.bad_rate.trials for one in found.values()],
            "Bad": [one.bad_rate.hits for one in found.values()],
            "Bad rate (95 %)": [_outcome(one) for one in found.values()],
            "Expected by PD": [words.percent(one.expected) for one in found.values()],
        }
    )


def _outcome(of: Turned) -> str:
    if not of.is_observed:
        return "not observed"
    return says.rate(of.bad_rate.value, of.bad_rate.low, of.bad_rate.high)


def officers_table(found: Officers) -> pd.DataFrame:
    """Give one row per person as people read it."""
    frame, apart = found.frame, found.difference
    table: dict[str, Sequence[object]] = {
        "Who": list(frame.index),
        "Decisions": frame["decisions"].to_list(),
        "Overrides": frame["overrides"].to_list(),
        "Rate (95 %)": [says.rate(own.value, own.low, own.high) for own in found.rate],
        "Against the others (95 %)": [
            says.points_apart(*map(float, ends))
            for ends in zip(apart.value, apart.low, apart.high, strict=True)
        ],
        "More than noise": ["differs" if mark else "" for mark in apart.is_more_than_noise],
        "Bad rate of their overrides (95 %)": [_outcome(of) for of in found.turned],
        "Known outcomes": [of.bad_rate.trials for of in found.turned],
        "Expected by PD": [words.percent(of.expected) for of in found.turned],
    }
    return sortable.table(table | {str(one).capitalize(): frame[str(one)] for one in OVERRIDES})


def _officer_numbers(found: Officers) -> pd.DataFrame:
    apart = found.difference
    return found.frame.reset_index().assign(
        rate=[own.value for own in found.rate],
        low=[own.low for own in found.rate],
        high=[own.high for own in found.rate],
        against_the_others=apart.value,
        against_low=apart.low,
        against_high=apart.high,
        known=[of.bad_rate.trials for of in found.turned],
        bads=[of.bad_rate.hits for of in found.turned],
        expected=[of.expected for of in found.turned],
        is_more_than_noise=apart.is_more_than_noise,
    )
