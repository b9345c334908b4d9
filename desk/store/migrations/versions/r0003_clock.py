"""From when the notice clock of a case counts that was reopened after its applicant was told."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None

REOPENED_AFTER_A_LETTER = """
update cases set clock_from = (
    select max(reopening.written_at)
    from ledger as reopening
    join ledger as letter on letter.case_id = reopening.case_id and letter.about = reopening.about
    where
        reopening.case_id = cases.case_id
        and reopening.kind = 'reopening'
        and letter.kind = 'notice'
        and letter.entry_no < reopening.entry_no
)
"""


def upgrade() -> None:
    """Add the column, and fill it for the cases that were reopened before there was one."""
    op.add_column("cases", sa.Column("clock_from", sa.Text))
    op.execute(REOPENED_AFTER_A_LETTER)
