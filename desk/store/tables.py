"""The ledger's tables, as the migrations leave them; the migrations hold the triggers.

All personal text stands in `payloads`, which alone can be erased. Times are text in UTC, so that
both engines hold, sort and hash the very same characters.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)

TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def utc_text(moment: datetime) -> str:
    """Write a moment as the ledger does; ValueError when it says no zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} says no time zone; the ledger holds UTC.")
    return moment.astimezone(UTC).strftime(TIME_FORMAT)


def utc_moment(written: str) -> datetime:
    """Read a moment that the ledger wrote."""
    return datetime.strptime(written, TIME_FORMAT).replace(tzinfo=UTC)


class UtcTime(TypeDecorator[datetime]):
    """A moment, held as text in UTC."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write it."""
        del dialect
        return None if value is None else utc_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read it."""
        del dialect
        return None if value is None else utc_moment(value)


NUMBER = BigInteger().with_variant(Integer(), "sqlite")
FLAG = Boolean().with_variant(Integer(), "sqlite")
METADATA = MetaData()
OF_THE_LEDGER = "ledger.entry_no"
OF_THE_CASES = "cases.case_id"


def _table(name: str, *content: Column[object] | Index) -> Table:
    return Table(name, METADATA, *content, sqlite_strict=True)


def _entry_no() -> Column[object]:
    return Column(
        "entry_no", NUMBER, ForeignKey(OF_THE_LEDGER), primary_key=True, autoincrement=False
    )


ledger = _table(
    "ledger",
    Column("entry_no", NUMBER, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("case_id", NUMBER, index=True),
    Column("actor", Text, nullable=False),
    Column("written_at", Text, nullable=False),
    Column("idempotency_key", Text, nullable=False, unique=True),
    Column("about", NUMBER, index=True),
    Column("facts", Text, nullable=False),
    Column("payload_hash", Text, nullable=False),
    Column("previous_hash", Text, nullable=False, unique=True),
    Column("own_hash", Text, nullable=False),
)

payloads = _table(
    "payloads",
    _entry_no(),
    Column("salt", Text),
    Column("body", Text),
    Column("erased_by", NUMBER, ForeignKey(OF_THE_LEDGER)),
)

texts = _table(
    "texts",
    Column("sha256", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

cases = _table(
    "cases",
    Column("case_id", NUMBER, ForeignKey(OF_THE_LEDGER), primary_key=True, autoincrement=False),
    Column("application_id", Text, nullable=False),
    Column("lender_id", Text),
    Column("applied_at", UtcTime, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("status", Text, nullable=False),
    Column("claimed_by", Text, index=True),
    Column("version", NUMBER, nullable=False),
    Column("snapshot", Text),
    Column("scores", Text),
    Column("model", Text),
    Column("policy_version", Text),
    Column("pending_no", NUMBER),
    Column("decision_no", NUMBER),
    Column("notified_at", UtcTime),
    Column("clock_from", UtcTime),
    Index("cases_by_application", "application_id"),
    Index(
        "one_open_case",
        "application_id",
        unique=True,
        sqlite_where=text("status <> 'decided'"),
        postgresql_where=text("status <> 'decided'"),
    ),
    Index("cases_by_status", "status", "applied_at"),
)

notes = _table(
    "notes",
    _entry_no(),
    Column("case_id", NUMBER, ForeignKey(OF_THE_CASES), nullable=False, index=True),
)

documents = _table(
    "documents",
    _entry_no(),
    Column("document", Text, primary_key=True),
    Column("case_id", NUMBER, ForeignKey(OF_THE_CASES), nullable=False, index=True),
    Column("received_no", NUMBER, ForeignKey(OF_THE_LEDGER)),
)

disputes = _table(
    "disputes",
    _entry_no(),
    Column("case_id", NUMBER, ForeignKey(OF_THE_CASES), nullable=False, index=True),
    Column("order_id", Text, nullable=False),
    Column("line_no", NUMBER),
)

decisions = _table(
    "decisions",
    _entry_no(),
    Column("case_id", NUMBER, ForeignKey(OF_THE_CASES), nullable=False, index=True),
    Column("decided_at", UtcTime, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("amount", NUMBER),
    Column("term_days", NUMBER),
    Column("recommendation", Text, nullable=False),
    Column("override_reason", Text),
    Column("reason_code", Text),
    Column("score", NUMBER),
    Column("needs_second", FLAG, nullable=False),
    Column("replaces", NUMBER),
    Column("snapshot", Text),
    Column("scores", Text),
    Column("model", Text),
    Column("policy_version", Text, nullable=False),
)

access_log = _table(
    "access_log",
    _entry_no(),
    Column("case_id", NUMBER, index=True),
    Column("application_id", Text, nullable=False, index=True),
    Column("lender_id", Text),
    Column("user_id", Text, nullable=False, index=True),
    Column("seen_at", UtcTime, nullable=False),
    Column("page", Text, nullable=False),
)

drafts = _table(
    "drafts",
    Column("user_id", Text, primary_key=True),
    Column("case_id", NUMBER, ForeignKey(OF_THE_CASES), primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
)

users = _table(
    "users",
    Column("user_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("lender_ids", Text),
    Column("is_active", FLAG, nullable=False),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("last_seen_at", UtcTime, nullable=False),
)

policies = _table(
    "policies",
    _entry_no(),
    Column("version", Text, nullable=False, unique=True),
    Column("text_sha256", Text, ForeignKey("texts.sha256"), nullable=False),
    Column("status", Text, nullable=False),
    Column("drafted_by", Text, nullable=False),
    Column("drafted_at", UtcTime, nullable=False),
    Column("in_force_by", Text),
    Column("in_force_at", UtcTime),
    Index(
        "one_policy_in_force",
        "status",
        unique=True,
        sqlite_where=text("status = 'in_force'"),
        postgresql_where=text("status = 'in_force'"),
    ),
)
