"""An office with people of each role, for the tests of the desk."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select

from desk.roles import Role, Viewer
from desk.store import database, tables
from desk.store.ledger import By, Receipt
from desk.work import cases, claims, decisions
from desk.work.capsule import Capsule, Shown
from desk.work.cases import Case, Pins
from desk.work.overrides import Decision
from desk.work.verdicts import Verdict
from scoring.policies import policy
from scoring.policies.policy import Action

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ADA = Viewer("ada", "Ada Lovelace", Role.OFFICER, None)
BEN = Viewer("ben", "Ben Jonson", Role.OFFICER, ("l1",))
CLEO = Viewer("cleo", "Cleo Page", Role.SENIOR_OFFICER, None)
DORA = Viewer("dora", "Dora Maar", Role.SENIOR_OFFICER, None)
RAY = Viewer("ray", "Ray Eames", Role.RISK_MANAGER, None)
RITA = Viewer("rita", "Rita Levi", Role.RISK_MANAGER, None)
AUDREY = Viewer("audrey", "Audrey Tang", Role.AUDITOR, None)

LAUNCH = policy.launch()
PINS = Pins("20261122T080000-aaaa", "20261122T080000-aaaa.v1", "v1", LAUNCH.version)
OFFICER_MAY = LAUNCH.authority["officer"]
APPROVES = Shown(Action.APPROVE, limit=10 * OFFICER_MAY, score=640)
DECLINES = Shown(Action.DECLINE, limit=None, score=512)
YES = Verdict(Decision.APPROVE, amount=50_000, term_days=90)
NO = Verdict(Decision.DECLINE)
CAPSULE = Capsule(
    texts={"features/basket.sql": "select 1", "policy": "version = 'x'"},
    rows={"orders": [{"order_id": "o1", "amount": 1200}]},
    features={"night_share": 0.25, "tenure_days": None},
    shown={"score": 640},
    libraries={"catboost": "1.2.10"},
    hashes={"model.cbm": "0" * 64},
)


@dataclass
class Office:
    """A ledger, a clock that moves by a second a write, and keys that never repeat."""

    engine: Engine
    ticks: Iterator[int] = field(default_factory=itertools.count)

    def by(self, viewer: Viewer, key: str | None = None) -> By:
        tick = next(self.ticks)
        return By(viewer, START + timedelta(seconds=tick), key or f"key-{tick}")

    def case(self, case_id: int, viewer: Viewer = ADA) -> Case:
        return cases.case(self.engine, viewer, case_id)

    def seen(self, case_id: int) -> int:
        return self.case(case_id).version

    def opened(self, application_id: str = "A1", lender_id: str | None = "l1") -> int:
        receipt = claims.open_case(
            self.engine, self.by(ADA), application_id=application_id, lender_id=lender_id,
            applied_at=START - timedelta(days=2),
        )  # fmt: skip
        assert receipt.case_id is not None
        return receipt.case_id

    def claimed(self, application_id: str = "A1", viewer: Viewer = ADA) -> int:
        case_id = self.opened(application_id)
        claims.claim(
            self.engine, self.by(viewer), case_id, seen=self.seen(case_id), pins=PINS
        )  # fmt: skip
        return case_id

    def decided(
        self, application_id: str = "A1", viewer: Viewer = ADA,
        verdict: Verdict = YES, shown: Shown = APPROVES,
    ) -> int:  # fmt: skip
        case_id = self.claimed(application_id, viewer)
        self.decide(case_id, viewer, verdict, shown)
        return case_id

    def decide(
        self, case_id: int, viewer: Viewer = ADA, verdict: Verdict = YES, shown: Shown = APPROVES,
    ) -> Receipt:  # fmt: skip
        return decisions.decide(
            self.engine, self.by(viewer), case_id, seen=self.seen(case_id),
            verdict=verdict, shown=shown, policy=LAUNCH, reason_code="night_share", capsule=CAPSULE,
        )  # fmt: skip

    def count(self, table: str) -> int:
        with database.reading(self.engine) as con:
            return len(con.execute(select(tables.METADATA.tables[table])).all())
