"""Why this score: the waterfall by family or feature, and the choice of a reason to look behind."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from scoring.explain.explanation import Explanation, FamilyPoints, FeaturePoints
from scoring.explain.uncertainty import Doubt
from scoring.models.manifest import Manifest
from ui import panel, sortable
from ui.cards import how_sure_card
from ui.charts.contributions import Step, contributions
from ui.theme import Palette

KEY = "applicant_reason"
FAMILIES, FEATURES = "families", "features"
MOST_FEATURES = 9
_CLIP, _REST = "clip", "rest"


@dataclass(frozen=True, slots=True)
class Reason:
    """What the reader chose to look behind.

    Parameters
    ----------
    key : str
        Name of a family or of a feature.
    label : str
        In people's words, with the family's before the feature's.
    feature : FeaturePoints
        The feature itself, or the one that tells the family.
    """

    key: str
    label: str
    feature: FeaturePoints


def reasons(explained: Explanation) -> dict[str, Reason]:
    """List what can be looked behind: each family, worst first, followed by its features."""
    found: dict[str, Reason] = {}
    for family in explained.families:
        key = family.family.value
        found[key] = Reason(key, family.label, telling(family))
        for feature in family.features:
            label = f"{family.label} · {feature.label}"
            found[feature.name] = Reason(feature.name, label, feature)
    return found


def telling(family: FamilyPoints) -> FeaturePoints:
    """Give the feature that tells a family: the one its sentence is about."""
    return next(feature for feature in family.features if feature.name == family.told_by)


def choose(explained: Explanation) -> Reason:
    """Let the reader choose a reason, in the list or by a click on a bar; the worst to begin."""
    listed = reasons(explained)
    chosen = st.selectbox(
        "Purchases behind",
        list(listed),
        key=KEY,
        bind="query-params",
        format_func=lambda key: listed[key].label,
        filter_mode="contains",
    )
    return listed[chosen]


def show(
    explained: Explanation,
    chosen: Reason,
    model: Manifest,
    *,
    doubt: Doubt | None = None,
    colours: Palette,
) -> None:
    """Show the waterfall; a click on one of its bars chooses that reason.

    A family that lowers the score, and might not have, had the purchases fallen out otherwise, is
    marked as unstable.
    """
    with panel.card("applicant_why"):
        title = f"Why {explained.score} and not {explained.shown_base}? Points by "
        title += "family and feature; click one for the purchases behind it"
        view = panel.view_choice(title, "applicant_why", (FAMILIES, FEATURES, panel.TABLE))
        if view == panel.TABLE:
            panel.tabulate(_table(explained), key="applicant_why", height=400)
            return
        steps = _family_steps(explained, doubt) if view == FAMILIES else _feature_steps(explained)
        reference = f"{model.reference.says}, n = {model.reference.applications:,}"
        figure = contributions(
            steps,
            base=explained.shown_base,
            base_label=f"Reference: {reference}",
            score=explained.score,
            chosen=chosen.key,
            colours=colours,
        )
        panel.draw_selectable(
            figure, key=f"applicant_{view}", alt=_alt(explained), on_select=_take_click
        )


def _take_click(key: str) -> None:
    if key not in {_CLIP, _REST}:
        st.session_state[KEY] = key


def _family_steps(explained: Explanation, doubt: Doubt | None) -> list[Step]:
    unstable = set(how_sure_card.unstable(doubt, explained))
    steps = [
        Step(
            family.family.value,
            f"{family.label} (unstable)" if family.family in unstable else family.label,
            family.sentence,
            family.shown,
        )
        for family in explained.families
    ]
    return [*steps, *_clip(explained)]


def _feature_steps(explained: Explanation) -> list[Step]:
    every = [feature for family in explained.families for feature in family.features]
    largest = sorted(every, key=lambda feature: -abs(feature.points))[:MOST_FEATURES]
    largest.sort(key=lambda feature: feature.points)
    steps = [Step(f.name, f.label, f.sentence, f.shown) for f in largest]
    rest = sum(feature.shown for feature in every) - sum(feature.shown for feature in largest)
    others = len(every) - len(largest)
    if others:
        steps.append(Step(_REST, f"{others} smaller features together", "", rest))
    return [*steps, *_clip(explained)]


def _clip(explained: Explanation) -> list[Step]:
    if not explained.clip:
        return []
    return [Step(_CLIP, "Ends of the scale", "scores stay within 350–950", explained.clip)]


def _table(explained: Explanation) -> pd.DataFrame:
    return sortable.table(
        [
            {
                "Family": family.label,
                "Feature": feature.label,
                "Points": feature.shown,
                "This applicant": feature.value_text,
                "Typical": feature.typical_text,
            }
            for family in explained.families
            for feature in family.features
        ]
    )


def _alt(explained: Explanation) -> str:
    parts = ", ".join(f"{family.label} {family.shown:+d}" for family in explained.families)
    return f"From {explained.shown_base} points to the score {explained.score}: {parts}."
