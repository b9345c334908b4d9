"""What officers have typed and not yet saved, so that a refresh or a second tab finds it."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "drafts",
        sa.Column("user_id", sa.Text, primary_key=True),
        sa.Column(
            "case_id",
            NUMBER,
            sa.ForeignKey("cases.case_id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("saved_at", sa.Text, nullable=False),
        sqlite_strict=True,
    )
