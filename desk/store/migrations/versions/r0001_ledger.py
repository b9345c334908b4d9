"""The ledger and the desk's tables, with the triggers that keep them append-only."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("status <> 'decided'")
IN_FORCE = sa.text("status = 'in_force'")


def _table(name: str, *content: sa.schema.SchemaItem) -> None:
    op.create_table(name, *content, sqlite_strict=True)


def _entry_no(name: str = "entry_no") -> sa.Column[int]:
    return sa.Column(
        name, NUMBER, sa.ForeignKey("ledger.entry_no"), primary_key=True, autoincrement=False
    )


def _case_id() -> sa.Column[int]:
    return sa.Column("case_id", NUMBER, sa.ForeignKey("cases.case_id"), nullable=False)


def upgrade() -> None:
    """Make every table, index and trigger."""
    _make_ledger()
    _make_cases()
    _make_work()
    _make_decisions()
    _make_people()
    _make_indexes()
    engine = op.get_bind().dialect.name
    triggers = Path(__file__).with_name(f"r0001_triggers.{engine}.sql").read_text(encoding="utf-8")
    for statement in triggers.split("\n\n"):
        op.execute(sa.text(statement.replace(":", r"\:")))


def _make_ledger() -> None:
    _table(
        "ledger",
        sa.Column("entry_no", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("case_id", NUMBER),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("written_at", TEXT, nullable=False),
        sa.Column("idempotency_key", TEXT, nullable=False, unique=True),
        sa.Column("about", NUMBER),
        sa.Column("facts", TEXT, nullable=False),
        sa.Column("payload_hash", TEXT, nullable=False),
        sa.Column("previous_hash", TEXT, nullable=False, unique=True),
        sa.Column("own_hash", TEXT, nullable=False),
    )
    _table(
        "payloads",
        _entry_no(),
        sa.Column("salt", TEXT),
        sa.Column("body", TEXT),
        sa.Column("erased_by", NUMBER, sa.ForeignKey("ledger.entry_no")),
    )
    _table(
        "texts",
        sa.Column("sha256", TEXT, primary_key=True),
        sa.Column("body", TEXT, nullable=False),
    )


def _make_cases() -> None:
    _table(
        "cases",
        _entry_no("case_id"),
        sa.Column("application_id", TEXT, nullable=False),
        sa.Column("lender_id", TEXT),
        sa.Column("applied_at", TEXT, nullable=False),
        sa.Column("opened_at", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("claimed_by", TEXT),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("snapshot", TEXT),
        sa.Column("scores", TEXT),
        sa.Column("model", TEXT),
        sa.Column("policy_version", TEXT),
        sa.Column("pending_no", NUMBER),
        sa.Column("decision_no", NUMBER),
        sa.Column("notified_at", TEXT),
    )


def _make_work() -> None:
    _table("notes", _entry_no(), _case_id())
    _table(
        "documents",
        _entry_no(),
        sa.Column("document", TEXT, primary_key=True),
        _case_id(),
        sa.Column("received_no", NUMBER, sa.ForeignKey("ledger.entry_no")),
    )
    _table(
        "disputes",
        _entry_no(),
        _case_id(),
        sa.Column("order_id", TEXT, nullable=False),
        sa.Column("line_no", NUMBER),
    )
    _table(
        "access_log",
        _entry_no(),
        sa.Column("case_id", NUMBER),
        sa.Column("application_id", TEXT, nullable=False),
        sa.Column("lender_id", TEXT),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("seen_at", TEXT, nullable=False),
        sa.Column("page", TEXT, nullable=False),
    )


def _make_decisions() -> None:
    _table(
        "decisions",
        _entry_no(),
        _case_id(),
        sa.Column("decided_at", TEXT, nullable=False),
        sa.Column("decided_by", TEXT, nullable=False),
        sa.Column("decision", TEXT, nullable=False),
        sa.Column("amount", NUMBER),
        sa.Column("term_days", NUMBER),
        sa.Column("recommendation", TEXT, nullable=False),
        sa.Column("override_reason", TEXT),
        sa.Column("reason_code", TEXT),
        sa.Column("score", NUMBER),
        sa.Column("needs_second", FLAG, nullable=False),
        sa.Column("replaces", NUMBER),
        sa.Column("snapshot", TEXT),
        sa.Column("scores", TEXT),
        sa.Column("model", TEXT),
        sa.Column("policy_version", TEXT, nullable=False),
    )


def _make_people() -> None:
    _table(
        "users",
        sa.Column("user_id", TEXT, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("lender_ids", TEXT),
        sa.Column("is_active", FLAG, nullable=False),
        sa.Column("first_seen_at", TEXT, nullable=False),
        sa.Column("last_seen_at", TEXT, nullable=False),
    )
    _table(
        "policies",
        _entry_no(),
        sa.Column("version", TEXT, nullable=False, unique=True),
        sa.Column("text_sha256", TEXT, sa.ForeignKey("texts.sha256"), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("drafted_by", TEXT, nullable=False),
        sa.Column("drafted_at", TEXT, nullable=False),
        sa.Column("in_force_by", TEXT),
        sa.Column("in_force_at", TEXT),
    )


def _make_indexes() -> None:
    for table, column in (
        ("ledger", "case_id"),
        ("ledger", "about"),
        ("cases", "claimed_by"),
        ("notes", "case_id"),
        ("documents", "case_id"),
        ("disputes", "case_id"),
        ("decisions", "case_id"),
        ("access_log", "case_id"),
        ("access_log", "application_id"),
        ("access_log", "user_id"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("cases_by_application", "cases", ["application_id"])
    op.create_index("cases_by_status", "cases", ["status", "applied_at"])
    op.create_index(
        "one_open_case", "cases", ["application_id"],
        unique=True, sqlite_where=OPEN, postgresql_where=OPEN,
    )  # fmt: skip
    op.create_index(
        "one_policy_in_force", "policies", ["status"],
        unique=True, sqlite_where=IN_FORCE, postgresql_where=IN_FORCE,
    )  # fmt: skip
