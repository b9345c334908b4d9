"""A newer book or policy beside the one that a case is pinned to: what would it change?"""

import streamlit as st

from desk.work.cases import Case
from scoring.explain.explanation import MOST_REASONS
from scoring.policies.policy import Action, Policy
from scoring.scores.assess import Assessment
from ui import explaining, loaders, words
from ui.book import BookInUse
from ui.cards.score_card import ACTIONS
from ui.cases import office, writes
from ui.cases.matter import Matter
from ui.panel import escaped


def is_there(matter: Matter) -> bool:
    """Whether another book or policy is in use than the case is pinned to."""
    pins, used = None if matter.case is None else matter.case.pins, matter.newest.book
    if pins is None:
        return False
    is_same_book = (pins.snapshot, pins.scores) == (used.snapshot, used.scores)
    return not is_same_book or pins.policy_version != office.policy_in_force().version


def show(matter: Matter, case: Case) -> None:
    """Show the score and its reasons as the case has them, beside those of the newer book.

    Nothing is taken until the officer who has the case says so, after both were seen.
    """
    policy = office.policy_in_force()
    then = _assessed(matter, policy)
    before = matter.scored if matter.has_its_book else None
    st.markdown(_moved(before, then))
    left, right = st.columns(2, gap="medium")
    with left:
        if matter.has_its_book:
            _side("As the case has it", matter.book, matter.policy, matter.scored)
        else:
            st.markdown(
                ":orange-badge[gone] The book that this case was claimed with does not lie here "
                "any more, so the page shows the newer one. Take it to decide the case."
            )
    with right:
        _side("In use now", matter.newest, policy, then)
    st.button(
        "Take the newer book",
        key=matter.key("new_book"),
        type="primary",
        on_click=writes.take_new_book,
        args=(matter, case),
    )


def _assessed(matter: Matter, policy: Policy) -> Assessment | None:
    """Give the score by the book and policy in use, with its doubt, which the policy reads."""
    found = loaders.application(matter.viewer, matter.newest, matter.found.application_id)
    scored = loaders.assessment(matter.newest, found, policy)
    settled = explaining.settled(matter.newest, found, scored, policy)
    if settled is not None and settled.doubt is None:
        explaining.settle(matter.newest, found)
        settled = explaining.settled(matter.newest, found, scored, policy)
    return settled


def _moved(before: Assessment | None, then: Assessment | None) -> str:
    """Say in a line what taking it would change."""
    if before is None or then is None:
        return "**A newer book is in use.** There are no two scores to compare."
    old, new = before.explanation.score, then.explanation.score
    score = f"the score stays at {new}"
    if new != old:
        score = f"the score would go from {old} to {new} (**{words.signed(new - old)}**)"
    was, is_now = (ACTIONS[one.recommendation.action] for one in (before, then))
    recommended = f"the recommendation stays **{is_now}**"
    if was != is_now:
        recommended = f"the recommendation would go from **{was}** to **{is_now}**"
    return f"**A newer book or policy is in use.** With it {score}, and {recommended}."


def _side(title: str, book: BookInUse, policy: Policy, scored: Assessment | None) -> None:
    about = f"data as of {words.day(book.as_of)}, model {book.book.model or '–'}, policy "
    lines = [f"**{title}**", f":gray[{escaped(about)}{escaped(policy.version)}]"]
    if scored is None:
        st.markdown("  \n".join([*lines, "No score."]))
        return
    limit, action = scored.recommendation.limit, scored.recommendation.action
    recommended = ACTIONS[action]
    lent = (
        ""
        if limit is None or action is Action.DECLINE
        else f", at most {escaped(words.money(limit, book.money))}"
    )
    lines.append(
        f"Score **{scored.explanation.score}** · default {words.percent(scored.prob_default)} · "
        f"**{recommended}**{lent}"
    )
    lines += [f":gray[{escaped(rule.says)}]" for rule in scored.recommendation.fired]
    st.markdown("  \n".join(lines))
    against = [family for family in scored.explanation.families if family.is_reason]
    reasons = [
        f"{rank}. {escaped(family.label)} **{words.signed(family.shown)}** "
        f":gray[{escaped(family.sentence)}]"
        for rank, family in enumerate(against[:MOST_REASONS], start=1)
    ]
    st.markdown("\n".join(reasons) or ":gray[Nothing counts against the applicant.]")
