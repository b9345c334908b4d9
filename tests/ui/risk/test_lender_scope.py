"""A viewer of one lender sees what they would see if the book held no other lender's rows."""

import dataclasses
import inspect
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from data import book
from data.home import Home
from desk.roles import Role, Viewer, demo_users
from desk.store.ledger import By
from desk.work import claims, decisions
from desk.work.capsule import Shown
from desk.work.cases import Pins
from desk.work.overrides import Decision
from desk.work.verdicts import Verdict
from scoring import catalogue
from scoring.policies import policy
from scoring.policies.policy import Action
from scoring.risk.cohorts import cohort
from scoring.risk.cohorts.cohort_counts import ELSEWHERE
from scoring.risk.drivers import drivers
from scoring.risk.strategy.cells import multiples
from tests.ui.scope import OWN, same
from ui import loaders as books
from ui.cases import office
from ui.risk import loaders
from ui.risk.cohorts import cohort_loaders
from ui.risk.drivers import driver_loaders
from ui.risk.overrides import override_loaders
from ui.risk.performance import performance_loaders
from ui.risk.stability import drift_loaders
from ui.risk.strategy import strategy_loaders
from ui.risk.strategy.strategy_loaders import Population
from ui.risk.vintages import ageing_loaders

THEIR = Viewer("theirs", "theirs", Role.RISK_MANAGER, (OWN,))
EVERYBODYS = Viewer("all", "all", Role.RISK_MANAGER, None)
EVER = datetime(2000, 1, 1)
MODULES = (
    ageing_loaders, cohort_loaders, drift_loaders, driver_loaders, loaders, override_loaders,
    performance_loaders, strategy_loaders,
)  # fmt: skip
COHORTS = (cohort.parse("depth_band:thin"), cohort.parse("order_count:3~15"))
BY = cohort.written(COHORTS[1])
STEPS = multiples(policy.launch())
LAB = Population(EVER, None, None, BY, "")
WHOM = drivers.Whom()


def listed(viewer, used, places):
    return cohort_loaders.applicants(viewer, used, places)


def members(viewer, used):
    found = cohort_loaders.members(viewer, used, COHORTS[0])
    return found[found != ELSEWHERE]


def manifest(used):
    return books.manifest(used)


def bureau():
    return catalogue.load()["bureau_score"]


def everybody_of_the_lab(viewer, used):
    cells = strategy_loaders.cells(viewer, used, LAB, STEPS)
    is_wanted = np.ones(len(cells.frame), dtype=bool)
    return listed(viewer, used, strategy_loaders.people(viewer, used, LAB, STEPS, is_wanted))


# what each public loader of the risk pages is asked, by module and name
ASKED = {
    "ageing_loaders.vintage_cells": lambda v, b: [
        ageing_loaders.vintage_cells(v, b, product=None, depth_band=None, cut=cut, days_past_due=30)
        for cut in ("none", "lender", BY)
    ],
    "ageing_loaders.roll_moves": ageing_loaders.roll_moves,
    "cohort_loaders.members": members,
    "cohort_loaders.counted": lambda v, b: cohort_loaders.counted(v, b, COHORTS),
    "cohort_loaders.rhythm": lambda v, b: cohort_loaders.rhythm(v, b, COHORTS, 0),
    "cohort_loaders.buyers_of": lambda v, b: cohort_loaders.buyers_of(v, b, COHORTS, 0),
    "cohort_loaders.swarm": lambda v, b: cohort_loaders.swarm(
        v, b, COHORTS, 0, ("request_amount",)
    ),
    "cohort_loaders.places": lambda v, b: listed(
        v, b, cohort_loaders.places(v, b, COHORTS, 1, (4, 20))
    ),
    "cohort_loaders.applicants": lambda v, b: listed(
        v, b, cohort_loaders.places(v, b, COHORTS, 0, None)
    ),
    "cohort_loaders.names": lambda v, b: [
        cohort_loaders.names(v, b, name) for name in ("lender", "region", "month")
    ],
    "drift_loaders.drifting": lambda v, b: drift_loaders.drifting(v, b, manifest(b).training),
    "drift_loaders.reasons": drift_loaders.reasons,
    "drift_loaders.performance": drift_loaders.performance,
    "driver_loaders.by_feature": lambda v, b: driver_loaders.by_feature(v, b, WHOM),
    "driver_loaders.by_family": lambda v, b: driver_loaders.by_family(v, b, WHOM),
    "driver_loaders.pairs": lambda v, b: driver_loaders.pairs(v, b, WHOM),
    "driver_loaders.axis": lambda v, b: dataclasses.replace(
        driver_loaders.axis(v, b, "order_count"), code=np.zeros(0)
    ),
    "driver_loaders.depends": lambda v, b: driver_loaders.depends(
        v, b, WHOM, "request_amount", "days_since_last_order"
    ),
    "driver_loaders.dots": lambda v, b: driver_loaders.dots(
        v, b, WHOM, "request_amount", None
    ).reset_index(drop=True),
    "loaders.decided_since": lambda v, b: (
        loaders.decided_since(v, b)
        .drop(columns="place")
        .sort_values("application_id")
        .reset_index(drop=True)
    ),
    "loaders.period": loaders.period,
    "loaders.months": loaders.months,
    "loaders.products": loaders.products,
    "override_loaders.cells": override_loaders.cells,
    "override_loaders.outside": override_loaders.outside,
    "performance_loaders.cells": lambda v, b: [
        performance_loaders.cells(v, b, by, EVER, None) for by in ("lender", BY)
    ],
    "performance_loaders.whole": lambda v, b: performance_loaders.whole(v, b, EVER),
    "performance_loaders.by_group": lambda v, b: performance_loaders.by_group(v, b, "lender", EVER),
    "performance_loaders.apart": lambda v, b: performance_loaders.apart(v, b, BY, EVER),
    "performance_loaders.against": lambda v, b: performance_loaders.against(v, b, bureau(), EVER),
    "performance_loaders.venn_abers": lambda v, b: performance_loaders.venn_abers(v, b, EVER),
    "performance_loaders.challengers": performance_loaders.challengers,
    "strategy_loaders.cells": lambda v, b: strategy_loaders.cells(v, b, LAB, STEPS).frame,
    "strategy_loaders.people": everybody_of_the_lab,
}
# of the model, the same for every lender, and said so; products, which all lenders have; and of how
# many of a cohort orders are known, which in a book so small is all of them
ALIKE = {"performance_loaders.challengers", "loaders.products", "cohort_loaders.buyers_of"}
# of the ledger: whoever stands in no book is no other in a book of fewer lenders
OUTSIDE = "override_loaders.outside"


@cache
def _seen(root: Path, viewer: Viewer, name: str):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THINFILE_HOME", str(root))
        used = books.book_in_use()
        return ASKED[name](viewer, used)


@pytest.fixture(scope="module", autouse=True)
def decided(demo_home: Home, tmp_path_factory):
    """Decline at the desk what nobody has decided, of every lender, and two from uploads."""
    file = tmp_path_factory.mktemp("desk") / "ledger.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THINFILE_LEDGER_URL", f"sqlite:///{file}")
        used = book.required(demo_home)
        with book.open_book(demo_home, used) as con:
            waiting = con.execute(
                "select application_id, lender_id, applied_at from snapshot.applications "
                "anti join snapshot.decisions using (application_id)"
            ).fetchall()
        assert len({lender_id for _, lender_id, _ in waiting}) > 1
        waiting += [(f"U{lender_id}", lender_id, waiting[0][2]) for lender_id in (OWN, "LN1")]
        for number, one in enumerate(waiting):
            _decline(used, number, *one)
        yield


def _decline(used, number: int, name: str, lender_id: str, applied_at: datetime) -> None:
    engine, in_force = office.ledger(), office.policy_in_force()
    pins = Pins(used.snapshot, used.scores, used.model, in_force.version)

    def by(act: str) -> By:
        return By(demo_users()[0], datetime.now(UTC), f"{act}-{number}")

    case_id = claims.open_case(
        engine, by("open"), application_id=name, lender_id=lender_id,
        applied_at=applied_at.replace(tzinfo=UTC),
    ).case_id  # fmt: skip
    seen = claims.claim(engine, by("claim"), case_id, seen=case_id, pins=pins).entry_no
    decisions.decide(
        engine, by("decide"), case_id, seen=seen, policy=in_force,
        verdict=Verdict(Decision.DECLINE), shown=Shown(Action.DECLINE, limit=None, score=400),
    )  # fmt: skip


def test_every_loader_of_the_risk_pages_is_asked():
    public = {
        f"{module.__name__.rsplit('.', 1)[1]}.{name}"
        for module in MODULES
        for name, of in inspect.getmembers(module, inspect.isfunction)
        if of.__module__ == module.__name__ and not name.startswith("_")
        and "viewer" in inspect.signature(of).parameters
    }  # fmt: skip
    assert public == set(ASKED)


@pytest.mark.parametrize("name", sorted(set(ASKED) - {OUTSIDE}))
def test_a_viewer_of_one_lender_sees_nothing_of_the_others(demo_home, only_theirs, name):
    theirs = _seen(demo_home.root, THEIR, name)
    same(theirs, _seen(only_theirs.root, EVERYBODYS, name))


def test_whoever_stands_in_no_book_is_counted_for_their_lender_alone(demo_home):
    counts = [_seen(demo_home.root, viewer, OUTSIDE) for viewer in (THEIR, EVERYBODYS)]
    assert counts == [1, 2]


@pytest.mark.parametrize("name", sorted(set(ASKED) - ALIKE))
def test_the_others_would_have_been_seen(demo_home, name):
    """What would be the same without other lenders' rows shows nothing."""
    with pytest.raises(AssertionError):
        same(_seen(demo_home.root, THEIR, name), _seen(demo_home.root, EVERYBODYS, name))
