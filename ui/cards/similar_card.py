"""What became of those who scored for the same reasons."""

from collections import Counter

import streamlit as st

from data.application import Application
from desk.roles import Viewer
from scoring.explain.similar import Similar
from scoring.scores.assess import Assessment
from ui import explaining, panel, sortable, words
from ui.book import BookInUse
from ui.charts.similar import Case, similar
from ui.theme import Palette

HELP = (
    "Near means near for the score: the points of every feature, put side by side. Only cases are "
    "looked at that were decided, at this desk or by the book, and whose outcome was known before "
    "this application was made. "
    "Who was declined has no outcome and cannot stand here."
)
LINK = "/applicant?application="


def show(
    viewer: Viewer, book: BookInUse, found: Application, scored: Assessment, *, colours: Palette
) -> None:
    """Show the nearest decided and matured cases, each a link.

    Parameters
    ----------
    viewer : Viewer
        Sees the cases of their lenders only.
    book : BookInUse
    found : Application
    scored : Assessment
    colours : Palette
    """
    nearest = explaining.similar_cases(viewer, book, found, scored)
    title, said = _title(nearest), says(nearest)
    with panel.card("applicant_similar"):
        view = panel.view_choice(title, "applicant_similar")
        st.markdown(said, help=HELP)
        if view == panel.TABLE:
            _table(nearest)
        else:
            figure = similar(_marks(nearest), title, colours=colours)
            panel.draw(figure, key="applicant_similar", alt=said.replace("*", ""))


def says(nearest: Similar) -> str:
    """Say how many went bad, with the interval, and how they were decided."""
    if nearest.rows.empty:
        return "No case was decided and matured before this application."
    decided = Counter(nearest.rows["decision"].tolist()).most_common()
    how = ", ".join(f"{count} {words.plain(str(name))}" for name, count in decided)
    return (
        f"**{nearest.bads} of {len(nearest.rows)} went bad** "
        f"({words.percent(nearest.bad_rate)}, 90 % interval "
        f"{words.percent_range(nearest.bad_low, nearest.bad_high)}; the model expected "
        f"{words.percent(nearest.expected)}). Decided: {how}. "
        f":gray[Among {nearest.among:,} matured cases.]"
    )


def _title(nearest: Similar) -> str:
    return f"The {len(nearest.rows)} most similar decided cases, nearest first; filled: went bad"


def _marks(nearest: Similar) -> list[Case]:
    names = ("application_id", "score", "decision", "is_bad", "distance")
    columns = (nearest.rows[name].tolist() for name in names)
    return [
        Case(
            f"{application_id}: score {score}, {words.plain(str(decision))}, "
            f"{'went bad' if is_bad else 'stayed good'}; {distance:.0f} points away",
            bool(is_bad),
        )
        for application_id, score, decision, is_bad, distance in zip(*columns, strict=True)
    ]


def _table(nearest: Similar) -> None:
    rows = nearest.rows
    table = sortable.table(
        {
            "Application": [LINK + str(name) for name in rows["application_id"]],
            "Score": rows["score"].astype(int),
            "Decision": [words.plain(str(name)) for name in rows["decision"]],
            "Outcome": ["went bad" if bad else "stayed good" for bad in rows["is_bad"]],
            "Known since": [words.day(at) for at in rows["observed_at"]],
            "Points away": rows["distance"].round().astype(int),
        }
    )
    st.dataframe(
        sortable.shown(table),
        placeholder=sortable.unknown(table),
        key="table_applicant_similar",
        hide_index=True,
        height=280,
        row_height=28,
        column_config={
            "Application": st.column_config.LinkColumn(display_text=r"application=(.+)$")
        },
    )
