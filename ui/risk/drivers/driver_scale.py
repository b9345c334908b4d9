"""Where the values of a feature stand along a chart, and what they and their bins are called."""

from collections.abc import Sequence
from math import floor, log10

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring import catalogue
from scoring.catalogue import Unit
from scoring.risk.cohorts.cohort import Condition
from scoring.risk.drivers.driver_book import Axis
from scoring.wording import Money, number
from ui import words
from ui.charts.dependence import Along

UNKNOWN_AT = -0.065  # of values that are not known, where the known go from 0 to 1
_STRIP = 2 * UNKNOWN_AT
_LOG_FROM = 50.0  # times the 1st percentile: from there on the axis is logarithmic
_MEASURED = (Unit.MONEY, Unit.DAYS, Unit.COUNT, Unit.RATIO)
Floats = NDArray[np.float64]


def short(name: str) -> str:
    """Name a feature on a chart: its label up to the first comma."""
    return catalogue.load()[name].label.split(",")[0]


class Scale:
    """Where values of a feature stand: numbers from 0 to 1, names at whole numbers.

    Parameters
    ----------
    axis : Axis
    money : Money
    """

    def __init__(self, axis: Axis, money: Money) -> None:
        self.axis, self.money = axis, money
        self.feature = catalogue.load()[axis.name]
        self.label = short(axis.name)
        self.is_number = axis.edges is not None and self.feature.unit is not Unit.FLAG
        is_wide = axis.low > 0 and axis.high >= _LOG_FROM * axis.low
        self.is_log = self.is_number and self.feature.unit in _MEASURED and bool(is_wide)

    def place(self, values: ArrayLike) -> Floats:
        """Give where numbers stand; those beyond the ends stand at them."""
        given = np.asarray(values, dtype=np.float64)
        low, high = self.axis.low, self.axis.high
        if self.is_log:
            low, high = np.log(low), np.log(high)
            given = np.log(np.maximum(given, self.axis.low))
        return np.asarray(np.clip((given - low) / max(high - low, 1e-12), 0, 1))

    def says(self, value: object) -> str:
        """Write a value as people say it."""
        return number(self.feature, value, self.money)

    def bin_name(self, at: int) -> str:
        """Write a bin in words."""
        axis = self.axis
        if at == axis.bins:
            return "not known"
        if axis.edges is None:
            return words.plain(axis.names[at]) if at < len(axis.names) else "all others"
        if not self.is_number:
            return "yes" if at else "no"
        return self._range(at, len(axis.edges))

    def _range(self, at: int, edges: int) -> str:
        if not edges:
            return "all"
        if at == 0:
            return f"below {self._edge(0)}"
        low = self._edge(at - 1)
        return f"from {low}" if at == edges else f"{low} to {self._edge(at)}"

    def _edge(self, at: int) -> str:
        """Write an edge, with its own digits where its words would be those of another."""
        edges = self.axis.edges or ()
        said = self.says(edges[at])
        if sum(self.says(edge) == said for edge in edges) == 1:
            return said
        unit, value = self.feature.unit, edges[at]
        if unit in (Unit.SHARE, Unit.SIGNED):
            return f"{100 * value:.4g} %"
        return f"{value:,.4g} days" if unit is Unit.DAYS else f"{value:,.4g}"

    def condition(self, bins: Sequence[int]) -> Condition | None:
        """Say neighbouring bins, or one name, as a condition of a cohort; None where none can."""
        axis = self.axis
        if axis.bins in bins:
            return None
        if axis.edges is None:
            chosen = [axis.names[at] for at in bins if at < len(axis.names)]
            return Condition(axis.name, names=tuple(chosen)) if len(chosen) == len(bins) else None
        first, last = min(bins), max(bins)
        return Condition(
            axis.name,
            least=axis.edges[first - 1] if first else None,
            below=axis.edges[last] if last < len(axis.edges) else None,
        )

    def along(self, has_unknown: bool) -> Along:
        """Give the chart's axis."""
        title = self.label
        if not self.is_number:
            shown = [at for at in range(self.axis.bins + has_unknown) if self._is_shown(at)]
            ticks = [(float(at), self.bin_name(at)) for at in shown]
            return Along(title, ticks, -0.6, shown[-1] + 0.6, is_number=False)
        low, high = self.axis.low, self.axis.high
        values = _log_steps(low, high) if self.is_log else _steps(low, high)
        ticks, said = [], set[str]()
        for value, place in zip(values, self.place(values), strict=True):
            text = self.says(value)
            if text not in said:
                ticks.append((float(place), text))
            said.add(text)
        note = "1st to 99th percentile" + (", logarithmic" if self.is_log else "")
        strip = _STRIP if has_unknown else None
        return Along(f"{title} ({note})", ticks, -0.02, 1.02, is_number=True, unknown_from=strip)

    def _is_shown(self, at: int) -> bool:
        """Whether a strip is drawn: "all others" only where more names than are shown."""
        axis = self.axis
        is_others = axis.edges is None and at == len(axis.names)
        return not is_others or bool((axis.code == at).any())


def _steps(low: float, high: float) -> list[float]:
    span = high - low
    if not span > 0:
        return [low]
    size = 10.0 ** floor(log10(span / 5))
    step = next(size * of for of in (1, 2, 5, 10) if span / (size * of) <= 6)
    return [step * at for at in range(int(np.ceil(low / step)), int(high / step) + 1)]


def _log_steps(low: float, high: float) -> list[float]:
    powers = range(floor(log10(low)), floor(log10(high)) + 1)
    many = [of * 10.0**power for power in powers for of in (1, 2, 5)]
    inside = [value for value in many if low <= value <= high]
    return inside if len(inside) <= 8 else [value for value in inside if str(value)[0] == "1"]
