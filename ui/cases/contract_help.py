"""Which columns the tables have that somebody brings to be scored, and examples to download."""

from collections.abc import Sequence

import streamlit as st

from data import contract
from data.table import WANTED, Column
from ui import panel, sortable

EXAMPLES = {
    "orders": """\
order_id,customer_id,ordered_at,utc_offset_minutes,amount,device,status,status_at
E1,N1,2026-01-10T10:00:00Z,60,4950,mobile,completed,2026-01-14T09:30:00Z
E2,N1,2026-02-21T19:45:00Z,60,12900,desktop,returned,2026-03-02T11:00:00Z
E3,N1,2026-03-28T08:15:00Z,60,2490,mobile,open,
""",
    "applications": """\
application_id,customer_id,applied_at,utc_offset_minutes,product,amount,term_days,is_of_legal_age
EA1,N1,2026-04-02T12:00:00Z,120,bnpl,30000,90,true
""",
}


def show(tables: Sequence[str], key: str) -> None:
    """Show the columns of some tables in a popover, one table at a time.

    Parameters
    ----------
    tables : sequence of str
        Of the contract; the first is shown at first.
    key : str
        Unique on the page.
    """
    label = "Columns, and an example"
    with st.popover(label, type="tertiary", key=f"{key}_columns", on_change="rerun") as asked:
        if asked.open:
            _show(tables, key)


def _show(tables: Sequence[str], key: str) -> None:
    name = st.selectbox("Table", list(tables), key=f"{key}_table")
    table = contract.table(name)
    st.markdown(f":gray[One row per {table.grain}. {table.meaning}]")
    panel.tabulate(
        sortable.table(
            {
                "Column": [column.name for column in table.columns],
                "Required": ["yes" if column.required else "" for column in table.columns],
                "Meaning": [column.meaning for column in table.columns],
                "Holds": [_holds(column) for column in table.columns],
            }
        ),
        key=f"{key}_columns",
    )
    if name in EXAMPLES:
        st.download_button(
            f"Download an example of {name}",
            EXAMPLES[name],
            f"{name}.csv",
            key=f"{key}_example",
            on_click="ignore",
        )


def _holds(column: Column) -> str:
    return ", ".join(column.accepted) if column.accepted else WANTED[column.kind]
