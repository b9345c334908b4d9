"""What if: the same applicant with another request, or with a few more months of behaviour."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb
import pandas as pd

from data.application import Application
from data.histories import future
from data.histories.future import Change
from data.histories.own import Own, own_of_history
from data.histories.prepared import PreparedFeatures
from scoring import catalogue
from scoring.explain import explanation, uncertainty
from scoring.explain.explanation import Explanation
from scoring.explain.uncertainty import Doubt
from scoring.policies.policy import Policy
from scoring.policies.recommendation import FACTS, Recommendation, recommend
from scoring.policies.recommendation import Outcome as RuleOutcome
from scoring.wording import Money

if TYPE_CHECKING:
    from scoring.models.model import Model

NOW = Change()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change would lead to.

    Parameters
    ----------
    change : Change
    weeks : int
        How much later the application would be made.
    prob_default : float
        PD, 0-1.
    features : mapping
        Their values then.
    falls_due : int
        Instalments of earlier loans that fall due until then, and are taken as paid on the day.
    doubt : Doubt or None
        How sure the score then would be, where it was drawn (`settled`).
    """

    change: Change
    weeks: int
    prob_default: float
    explanation: Explanation
    recommendation: Recommendation
    features: dict[str, object]
    falls_due: int = 0
    doubt: Doubt | None = None

    @property
    def is_sure(self) -> bool:
        """Whether the policy asks nothing of the doubt, or it was known when this was tried."""
        return not any(
            rule.name == "how sure" and rule.outcome is RuleOutcome.NOT_CHECKED
            for rule in self.recommendation.rules
        )

    @property
    def score(self) -> int:
        """The displayed score then."""
        return self.explanation.score


def tried(
    computed: PreparedFeatures,
    loaded: "Model",
    found: Application,
    own: Own,
    changes: Sequence[Change],
    *,
    in_force: Policy,
    doubt: Doubt | None,
    money: Money,
) -> tuple[Outcome, ...]:
    """Try changes: as rows, through the same SQL, model, explanation and policy.

    How sure each score would be is not drawn again: the interval's reach is taken over from the
    one that there is now, so that a score near a cut-off still goes to a person.

    Parameters
    ----------
    computed : PreparedFeatures
        Of an open book.
    loaded : Model
    found : Application
        As it is in the book.
    own : Own
        Its rows, as `data.histories.own.own_rows` gives them.
    changes : sequence of Change
    in_force : Policy
    doubt : Doubt or None
        Of the score as it is.
    money : Money
        The book's currency.

    Returns
    -------
    tuple of Outcome
        First with nothing changed, then one for each change.
    """
    asked = [NOW, *changes]
    frame = computed.of(future.gone_on(own, asked))
    scored = loaded.score(frame)
    names = list(loaded.manifest.features)
    rows = _rows(frame)
    lost = catalogue.lost(computed.con)
    told = [
        explanation.explain(
            dict(zip(names, points.tolist(), strict=True)), row, loaded.manifest, money, lost=lost
        )
        for points, row in zip(scored.points, rows, strict=True)
    ]
    now = told[0].score
    facts = pd.DataFrame(
        [
            _asked(found, row, change)
            | {"score": why.score}
            | _doubted(doubt, change, why.score - now)
            for row, change, why in zip(rows, asked, told, strict=True)
        ]
    )
    return tuple(
        Outcome(
            change,
            future.weeks_later(own, change),
            float(prob),
            why,
            said,
            row,
            falls_due=future.falls_due(own, change) if change != NOW else 0,
        )
        for change, prob, why, said, row in zip(
            asked, scored.prob_default, told, recommend(facts, in_force), rows, strict=True
        )
    )


def settled(
    con: duckdb.DuckDBPyConnection,
    loaded: "Model",
    found: Application,
    own: Own,
    then: Outcome,
    *,
    in_force: Policy,
) -> Outcome:
    """Draw how sure the score of an outcome would be, and recommend by that.

    The history as it would have gone on is drawn again as a history of the book is.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
        An open book.
    loaded, found, own, in_force
        As for `tried`.
    then : Outcome
        As `tried` gave it.
    """
    gone_on = future.gone_on(own, [then.change])
    later = own_of_history(con, gone_on, found.application_id)
    doubt = uncertainty.doubt_of_history(con, loaded, later)
    asked = _asked(found, then.features, then.change) | {"score": then.score} | doubt.facts
    [said] = recommend(pd.DataFrame([asked]), in_force)
    return replace(then, recommendation=said, doubt=doubt)


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Give a frame row by row, for a tenth of what pandas takes for it."""
    columns = {str(name): column.tolist() for name, column in frame.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _asked(found: Application, row: dict[str, object], change: Change) -> dict[str, object]:
    facts = {**found.facts, **row}
    asked = {name: facts[name] for name in FACTS}
    return asked if change.amount is None else asked | {"amount": change.amount}


def _doubted(doubt: Doubt | None, change: Change, moved: int) -> dict[str, int | None]:
    """Give the doubt of today for a score that moved by some points: as wide, elsewhere.

    Whoever is too thin for one today still is, unless months of buying come first: then it has
    yet to be found out.
    """
    if doubt is None:
        return {}
    if doubt.redraw_low is None or doubt.redraw_high is None:
        return {} if change.months else doubt.facts
    ends = {"redraw_low": doubt.redraw_low + moved, "redraw_high": doubt.redraw_high + moved}
    return doubt.facts | ends
