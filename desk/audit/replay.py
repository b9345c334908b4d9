"""Recompute a decision from its capsule and the model alone: is it what stood on the page?"""

import contextlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
from sqlalchemy import Engine

from data import book, own_rows, read
from data.application import Application
from data.errors import ThinfileError
from data.features import compute, kept_recipe
from data.features.compute import Recipe
from data.features.kept_recipe import KeptRecipe
from data.home import Home
from desk.audit import kept_decision
from desk.audit.kept_decision import KeptDecision
from desk.roles import Act, Viewer, require
from desk.store import texts
from desk.work import taking
from scoring import catalogue
from scoring.models import manifest, model
from scoring.models.model import Model
from scoring.policies import policy
from scoring.scores import assess

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """One part of a decision, then and now.

    Parameters
    ----------
    part : str
        `features`, `score`, `contributions`, `reasons` or `recommendation`.
    count : int
        How many were compared.
    differences : tuple of str
        Each in words; empty when all are identical, to the last bit.
    """

    part: str
    count: int
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision recomputed.

    Parameters
    ----------
    case_id, entry_no : int
        The case and its decision.
    application_id, model : str
    score : int
        As recomputed.
    compared : tuple of Compared
    sql : str
        SHA-256 of the feature SQL that was run, as the decision names it.
    changed : tuple of str
        Files that this version has otherwise; empty where it has the very SQL that was run.
    has_kept_doubt : bool
        Whether how sure the score is was taken from the decision. It is not drawn again: how
        histories are drawn is no part of what a decision keeps, and may change with a version.
    """

    case_id: int
    entry_no: int
    application_id: str
    model: str
    score: int
    compared: tuple[Compared, ...]
    sql: str
    changed: tuple[str, ...]
    has_kept_doubt: bool

    @property
    def is_identical(self) -> bool:
        """Whether every part came out as it was."""
        return not any(part.differences for part in self.compared)

    @property
    def says_sql(self) -> str:
        """Which feature SQL was run, and what of it this version has otherwise."""
        if not self.changed:
            return f"feature SQL {self.sql[:12]}, which this version has too"
        return (
            f"feature SQL {self.sql[:12]}, as the ledger keeps it; this version differs in "
            f"{', '.join(self.changed)}"
        )


DOUBT_IS_KEPT = "How sure the score is was taken as the decision keeps it, and not drawn again."


def replay(engine: Engine, home: Home, case_id: int, viewer: Viewer | None = None) -> Replayed:
    """Recompute the decision of a case from what the ledger keeps of it.

    Parameters
    ----------
    engine : Engine
    home : Home
        Where the model lies; neither snapshot nor scores are needed. The feature SQL is the
        ledger's, so it may be another than this version's.
    case_id : int
    viewer : Viewer or None
        Who asks; None for a command, which whoever owns the ledger runs.

    Raises
    ------
    ThinfileError
        When there is no such case or no decision, its payload was erased, nothing was computed
        then, the model is missing or another, the decision or a kept text was altered, or the
        model was trained on other SQL than the decision names.
    """
    return next(iter(replays(engine, home, [case_id], viewer)))


def replays(
    engine: Engine, home: Home, case_ids: Iterable[int], viewer: Viewer | None = None
) -> Iterator[Replayed]:
    """Recompute the decisions of cases, one after another, as `replay` does."""
    if viewer is not None:
        require(viewer, Act.VERIFY)
    benches: dict[tuple[str, KeptRecipe], _Bench] = {}
    with contextlib.ExitStack() as stack:
        for case_id in case_ids:
            kept = kept_decision.of_case(engine, case_id, viewer)
            used = str(kept.facts["model"]), kept_decision.recipe(engine, kept)
            if used not in benches:
                benches[used] = stack.enter_context(_bench(home, *used))
            _require_same_model(kept, benches[used].model)
            yield _recomputed(engine, benches[used], kept)


@dataclass(frozen=True, slots=True)
class _Bench:
    """What decisions of one model and one version's feature SQL are recomputed with."""

    con: duckdb.DuckDBPyConnection
    model: Model
    recipe: Recipe
    changed: tuple[str, ...]


@contextlib.contextmanager
def _bench(home: Home, name: str, kept: KeptRecipe) -> Iterator[_Bench]:
    """Lay out a recipe that the model was trained by, in an engine that reaches no file."""
    with kept_recipe.laid_out(kept) as recipe:
        loaded = model.load(book.model_path(home, name), compute.sql_hash(recipe))
        with contextlib.ExitStack() as stack:
            with _in_words():
                con = stack.enter_context(own_rows.opened(recipe))
            yield _Bench(con, loaded, recipe, kept.changed())


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    """Say it in words where the SQL of then does not run any more."""
    try:
        yield
    except (duckdb.Error, OSError) as wrong:
        raise ThinfileError(
            "The feature SQL that was decided with does not run on this version's tables and "
            f"engine ({wrong}). Install the version that decided it."
        ) from wrong


def _require_same_model(kept: KeptDecision, used: Model) -> None:
    then, now = kept.capsule["hashes"], used.manifest.every_hash
    if manifest.NAME not in then:  # decided before it was kept
        now = used.manifest.hashes
    differing = [name for name in sorted(now) if then.get(name) != now[name]]
    if differing or then.keys() != now.keys():
        raise ThinfileError(
            f"Case {kept.case_id} was decided with another model than the {kept.facts['model']} "
            f"that lies here; of other content: {', '.join(differing) or 'its files'}. Bring the "
            "model's folder of then."
        )


def _recomputed(engine: Engine, bench: _Bench, kept: KeptDecision) -> Replayed:
    capsule, con, used, recipe = kept.capsule, bench.con, bench.model, bench.recipe
    own_rows.fill(con, capsule["rows"], recipe)
    application_id = str(capsule["features"]["application_id"])
    asked = read.record(con, "application", application_id=application_id, lender_ids=None) or {}
    with _in_words():
        features = compute.features_of(con, application_id, recipe).replace({np.nan: None})
    values = {str(name): value for name, value in features.to_dict("records")[0].items()}
    found = Application(asked, values)
    then = capsule["shown"]
    in_force = policy.parse(
        kept_decision.text(engine, kept.facts["texts"][taking.POLICY]), "the capsule"
    )
    with _in_words():
        doubt = taking.doubt_of(then)
        assessed = assess.computed(con, used, found, in_force, doubt, recipe=recipe)
    now = taking.as_shown(assessed)
    said = json.loads(json.dumps(now))
    scores = ("score", "raw_score", "prob_default", "prob_low", "prob_high", "score_low",
              "score_high")  # fmt: skip
    return Replayed(
        case_id=kept.case_id,
        entry_no=kept.entry_no,
        application_id=application_id,
        model=used.manifest.version,
        score=int(said["score"]),
        compared=(
            _compared("features", capsule["features"], taking.plain(found.features)),
            _compared("score", _some(then, scores), _some(said, scores)),
            _compared("contributions", then["points"], said["points"]),
            _compared("reasons", _numbered(then["reasons"]), _numbered(said["reasons"])),
            _compared("recommendation", then["recommendation"], said["recommendation"]),
        ),
        sql=kept.facts["texts"][taking.FEATURES],
        changed=(*bench.changed, *_reworded(kept)),
        has_kept_doubt=doubt is not None,
    )


def _reworded(kept: KeptDecision) -> tuple[str, ...]:
    """Name the catalogue where this version's reasons may be in other words than then."""
    then = kept.facts["texts"].get(taking.WORDS)
    now = texts.hash_of(catalogue.text())
    return () if then in {None, now} else (catalogue.CATALOGUE.name,)


def _some(values: Mapping[str, object], names: Iterable[str]) -> Record:
    return {name: values[name] for name in names}


def _numbered(reasons: Iterable[Record]) -> Record:
    return {f"reason {reason['rank']}": reason for reason in reasons}


def _compared(part: str, then: Mapping[str, object], now: Mapping[str, object]) -> Compared:
    names = sorted(then.keys() | now.keys())
    differences = [
        f"{name} was {then.get(name)!r}, is {now.get(name)!r}"
        for name in names
        if not _same(then.get(name), now.get(name))
    ]
    return Compared(part, len(names), tuple(differences))


def _same(then: object, now: object) -> bool:
    if isinstance(then, float) and isinstance(now, float):
        return then == now or (math.isnan(then) and math.isnan(now))
    return then == now
