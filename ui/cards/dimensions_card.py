"""The five dimensions against the typical, with what each holds and why the fifth is left out."""

from functools import partial

import pandas as pd

from scoring.catalogue import Dimension as Name
from scoring.catalogue import Family
from scoring.explain.explanation import Explanation
from ui import panel, sortable
from ui.charts.contributions import signed
from ui.charts.dimensions import Dimension, dimensions
from ui.comparable import Comparable
from ui.peers import Peers
from ui.purchases import comparable_count
from ui.theme import Palette

LEFT_OUT = "left out on purpose: EU law (CCD2) forbids social-network data"


def show(
    explained: Explanation, peers: Peers, group: Comparable | None, *, colours: Palette
) -> None:
    """Show the points of each dimension over the middle 80 % of comparable applicants."""
    rows = [_dimension(name, explained, peers) for name in Name]
    figure = dimensions(rows, typical_label=comparable_count(group, "applicant"), colours=colours)
    alt = "; ".join(
        f"{row.label}: {signed(round(row.points))} points" for row in rows if row.points is not None
    )
    panel.show(figure, partial(_table, rows), name="applicant_dimensions", alt=alt)


def _dimension(name: Name, explained: Explanation, peers: Peers) -> Dimension:
    families = [family for family in Family if family.dimension is name]
    if not families:
        return Dimension(name.label, LEFT_OUT, None)
    low, middle, high = peers.dimensions.get(name.value, (None, None, None))
    return Dimension(
        label=name.label,
        holds=", ".join(family.label.lower() for family in families),
        points=sum(f.points for f in explained.families if f.family in families),
        low=low,
        middle=middle,
        high=high,
    )


def _table(rows: list[Dimension]) -> pd.DataFrame:
    def whole(points: float | None) -> str:
        return "–" if points is None else signed(round(points))

    return sortable.table(
        {
            "Dimension": [row.label for row in rows],
            "Holds": [row.holds for row in rows],
            "Points": [whole(row.points) for row in rows],
            "Comparable: 10 % below": [whole(row.low) for row in rows],
            "half below": [whole(row.middle) for row in rows],
            "90 % below": [whole(row.high) for row in rows],
        }
    )
