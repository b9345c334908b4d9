"""Who proposed which model, and who put it in force, as a table."""

from collections.abc import Sequence

import pandas as pd

from desk.store.kinds import Kind
from desk.work.models_in_force import Step
from ui import sortable, words


def table(steps: Sequence[Step]) -> pd.DataFrame:
    """Give one row per act of the ledger, the newest first."""
    return sortable.table(
        [
            {
                "When (UTC)": words.moment(step.at),
                "Who": step.name,
                "Did": "put in force" if step.kind is Kind.MODEL_IN_FORCE else "proposed",
                "Model": step.model,
                "Sentence": step.why or words.UNKNOWN,
                "Manifest, SHA-256": step.manifest_sha256,
                "Entry": step.entry_no,
            }
            for step in reversed(steps)
        ]
    )
