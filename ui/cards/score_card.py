"""The answer: the score with its doubt, and what the policy recommends."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from scoring.models.manifest import Manifest
from scoring.policies.policy import Action, Policy
from scoring.policies.recommendation import Outcome, Recommendation, RuleResult
from scoring.scores.assess import Assessment
from scoring.wording import Money
from ui import panel, sortable, words
from ui.cards import how_sure_card
from ui.charts.figure import title_of
from ui.charts.score_band import ScoreBand, score_band
from ui.comparable import Comparable
from ui.panel import escaped
from ui.peers import BIN_WIDTH, Peers
from ui.purchases import comparable_words
from ui.theme import Palette

OUTSIDE = (
    "Among the nearest scores of the holdout sample, the share that went bad differs from what the "
    "model predicts here by more than chance explains in nine of ten samples."
)
ACTIONS = {
    Action.APPROVE: "Approve",
    Action.REFER: "Refer to a person",
    Action.DECLINE: "Decline",
}
_COLOURS = {Action.APPROVE: "blue", Action.REFER: "yellow", Action.DECLINE: "orange"}


def show_score(
    found: Assessment,
    peers: Peers,
    group: Comparable | None,
    policy: Policy,
    model: Manifest,
    *,
    colours: Palette,
    ask_how_sure: Callable[[], None] | None,
) -> None:
    """Show the score on its band, with the chance of default and how sure both are."""
    band = ScoreBand(
        score=found.explanation.score,
        low=found.score_low,
        high=found.score_high,
        interval_n=found.interval_rows,
        refer_from=policy.refer_from,
        approve_from=policy.approve_from,
        bins=peers.bins,
        bin_width=BIN_WIDTH,
        comparable_label=comparable_words(group, "applicant"),
        redraw=how_sure_card.redraw(found.doubt),
    )
    doubt = (
        f"Default {words.percent(found.prob_default)} "
        f"({words.percent_range(found.prob_low, found.prob_high)})  \n"
        f":gray[score {found.score_low}–{found.score_high}; 90 %, n = {found.interval_rows:,}]"
    )
    with panel.card("applicant_score", is_as_high_as_its_row=True):
        number, chart = st.columns([1.35, 3], vertical_alignment="top", gap="small")
        with number:
            st.metric("Score", f"{found.explanation.score}", help=_how_sure(found, model))
            st.markdown(doubt)
            if not found.score_low <= found.explanation.score <= found.score_high:
                st.badge("outside its interval", color="yellow", help=OUTSIDE)
            if model.warnings:
                st.badge(
                    words.count(len(model.warnings), "model warning"),
                    color="yellow",
                    help=" · ".join(words.plain(warning) for warning in model.warnings),
                )
        with chart:
            figure = score_band(band, colours=colours)
            title = title_of(figure)
            if panel.view_choice(title, "applicant_score") == panel.TABLE:
                panel.tabulate(_band_table(band), key="applicant_score", height=120)
            else:
                alt = (
                    f"Score {band.score}, interval {band.low} to {band.high}; refer from "
                    f"{band.refer_from}, approve from {band.approve_from}; over the scores of "
                    f"{band.comparable_n} comparable applicants."
                )
                panel.draw(figure, key="applicant_score", alt=alt)
        orders = len(found.known["known_orders"])
        how_sure_card.show(found.doubt, found.explanation, orders, ask_how_sure)


def _how_sure(found: Assessment, model: Manifest) -> str:
    return (
        f"{model.scale.lowest}–{model.scale.highest}, higher is safer; {model.scale.anchor:.0f} "
        f"means {model.scale.anchor_odds:.0f} goods to one bad, and "
        f"{model.scale.points_to_double:.0f} points more double that. The intervals are the 90 % "
        f"Wilson interval of the bad rate among the {found.interval_rows:,} nearest scores of the "
        "holdout sample: they say how sure the model's calibration is here."
    )


def _band_table(band: ScoreBand) -> pd.DataFrame:
    return sortable.table(
        {
            "Score from": [lower for lower, _ in band.bins],
            "to": [lower + band.bin_width - 1 for lower, _ in band.bins],
            "Comparable applicants": [count for _, count in band.bins],
            "This applicant": [
                "here" if lower <= band.score < lower + band.bin_width else ""
                for lower, _ in band.bins
            ],
        }
    )


def show_recommendation(
    found: Recommendation, policy: Policy, asked: float | None, money: Money
) -> None:
    """Show what the policy recommends, every rule that fired, and those not checked."""
    with panel.card(f"recommendation_{found.action.value}", is_as_high_as_its_row=True):
        st.markdown(f":gray[Policy {escaped(policy.version)} recommends]")
        st.subheader(ACTIONS[found.action], anchor=False)
        st.markdown(_rules(found))
        if found.limit is not None:
            st.markdown(
                f":gray[Limit by this policy: {words.money(found.limit, money)}; "
                f"asked: {words.money(asked, money)}]"
            )


def _rules(found: Recommendation) -> str:
    def listed(rules: list[RuleResult]) -> str:
        return " · ".join(escaped(rule.says) for rule in rules)

    by_outcome = {
        outcome: [rule for rule in found.rules if rule.outcome is outcome] for outcome in Outcome
    }
    lines = [
        f":{_COLOURS[rule.action]}-badge[{rule.action.value}] {escaped(rule.says)}"
        for rule in found.fired
    ] or ["No rule speaks against it."]
    passed = by_outcome[Outcome.PASSED]
    if passed:
        lines.append(f":gray[Passed: {listed(passed)}]")
    not_checked = by_outcome[Outcome.NOT_CHECKED]
    if not_checked:
        names = ", ".join(escaped(f"{rule.name} ({rule.says})") for rule in not_checked)
        lines.append(f":yellow-badge[not checked] {names}")
    return "  \n".join(lines)
