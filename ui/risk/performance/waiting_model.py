"""A model that waits: what it is beside the one in use; one proposes, another puts in force."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data.home import Home
from desk.roles import Act, Viewer
from desk.work import models_in_force
from desk.work.models_in_force import Step
from scoring.models.manifest import Manifest
from ui import answers, panel, sortable, words
from ui.cases import model_acts, office
from ui.risk import charted
from ui.risk.performance.performance_tables import both

ABOUT = "waiting_model"
_OUT_OF_TIME = "out_of_time"


def show(viewer: Viewer, home: Home, in_use: Manifest) -> None:
    """Show which model waits, what may be done, and who put others in force; else no card."""
    with panel.errors_in_words():
        steps = models_in_force.steps(office.ledger(), viewer)
        waiting = models_in_force.waiting(home)
        if not steps and not waiting:
            return
        with panel.card("performance_waiting"):
            answers.tell(ABOUT)
            if waiting:
                _offer(viewer, home, in_use, waiting, steps)
            else:
                st.markdown(f"No model waits to be put in force; {in_use.version} is in use.")
            if steps:
                charted.show_table(
                    "Who put which model in force", "performance_in_force", model_acts.table(steps)
                )


def show_without_book(viewer: Viewer, home: Home) -> None:
    """Show the card where no scored book opens, to those who read the risk pages, if one waits.

    After an upgrade the model in use may not fit any more, and the new one still takes two.
    """
    if not viewer.may(Act.READ_RISK):
        return
    waiting = models_in_force.waiting(home) if any(home.approvals.glob("*.json")) else []
    if not waiting:
        return
    with panel.card("performance_waiting"), panel.errors_in_words():
        answers.tell(ABOUT)
        _offer(viewer, home, None, waiting, models_in_force.steps(office.ledger(), viewer))


def _offer(
    viewer: Viewer,
    home: Home,
    in_use: Manifest | None,
    waiting: Sequence[Manifest],
    steps: Sequence[Step],
) -> None:
    by_version = {described.version: described for described in waiting}
    proposed = [one.version for one in waiting if models_in_force.last_of(steps, one) is not None]
    chosen = next(iter([*proposed, *by_version]))
    if len(by_version) > 1:
        chosen = st.selectbox(
            "Waiting model",
            list(by_version),
            index=list(by_version).index(chosen),
            key="performance_waiting_version",
        )
    described = by_version[chosen]
    beside_it = "" if in_use is None else f" beside {in_use.version}, which is in use"
    charted.show_table(
        f"Waiting model {chosen}{beside_it}: out of time, as measured when it was trained",
        "performance_waiting_model",
        beside(described, in_use),
    )
    for warning in described.warnings:
        st.markdown(f":orange-badge[warning] {panel.escaped(warning)}")
    step = models_in_force.last_of(steps, described)
    if step is None:
        _ask_to_propose(viewer, home, chosen)
    else:
        _ask_to_put_in_force(viewer, home, step)
    st.caption(
        "Each is measured on its own out-of-time sample: the two do not compare pair by pair. Once "
        "in force it comes into use at the next run of `python -m scoring score` and `python -m "
        "scoring publish`. Until then the book in use stays."
    )


def beside(waiting: Manifest, in_use: Manifest | None) -> pd.DataFrame:
    """Give one row per model: when it was trained, on what, and how well it does out of time."""
    return sortable.table(
        [
            {
                "Model": described.version,
                "Status": status,
                "Trained (UTC)": words.moment(described.trained_at),
                "Learnt as of": words.day(described.as_of),
                "Trees": described.trees,
                **_measured(described),
                "Manifest, SHA-256": described.own_hash,
            }
            for status, described in (("waiting", waiting), ("in use", in_use))
            if described is not None
        ]
    )


def _measured(described: Manifest) -> dict[str, object]:
    sample, found = described.samples.get(_OUT_OF_TIME), described.metrics.get(_OUT_OF_TIME)
    return {
        "AUC (95 %)": both("auc", None if found is None else found.auc),
        "Gini (95 %)": both("gini", None if found is None else found.gini),
        "Bads": 0 if sample is None else sample.bads,
        "Applications": 0 if sample is None else sample.applications,
    }


def _ask_to_propose(viewer: Viewer, home: Home, version: str) -> None:
    if not viewer.may(Act.WRITE_DRAFTS):
        st.markdown(
            f"You read as {viewer.role.label}: one risk manager proposes it, another puts it in "
            "force."
        )
        return
    why = st.text_input(
        "Why it should be in force",
        key="performance_why",
        placeholder="a sentence for the second risk manager and the ledger",
    )
    st.button(
        f"Propose {version}",
        key="performance_propose",
        on_click=_propose,
        args=(viewer, home, version, why),
    )


def _ask_to_put_in_force(viewer: Viewer, home: Home, step: Step) -> None:
    own = step.by == viewer.user_id
    said = f": {step.why}" if step.why else "."
    st.markdown(
        f"Proposed by {panel.escaped(step.name)}, {words.moment(step.at)} UTC{panel.escaped(said)}"
    )
    if not viewer.may(Act.PUT_IN_FORCE):
        st.markdown(f"You read as {viewer.role.label}: another risk manager puts it in force.")
        return
    st.button(
        f"Put {step.model} in force",
        key="performance_force",
        type="primary",
        disabled=own,
        help="You proposed it: another risk manager puts it in force." if own else None,
        on_click=_force,
        args=(viewer, home, step.model),
    )


def _propose(viewer: Viewer, home: Home, version: str, why: str) -> None:
    said = f"Model {version} is proposed. Another risk manager can put it in force."
    office.attempt(
        viewer,
        f"model_proposal:{version}",
        ABOUT,
        lambda by: models_in_force.propose(office.ledger(), home, by, version, why=why),
        lambda _: said,
    )


def _force(viewer: Viewer, home: Home, version: str) -> None:
    said = (
        f"Model {version} is in force. It comes into use when the book is scored and published "
        "next."
    )
    office.attempt(
        viewer,
        f"model_in_force:{version}",
        ABOUT,
        lambda by: models_in_force.put_in_force(office.ledger(), home, by, version),
        lambda _: said,
    )
