"""What benchmarks share: a figure, the machine, percentiles, and one JSON object on stdout."""

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version

import numpy as np
import psutil

LIBRARIES = ("streamlit", "duckdb", "catboost", "pandas", "numpy", "pyarrow")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number, what it should be, and whether it is; without a target both are None."""

    name: str
    value: float
    unit: str
    target: str | None = None
    holds: bool | None = None


def shown(name: str, value: float, unit: str) -> Figure:
    """Give a figure that has no target."""
    return Figure(name, _short(value), unit)


def at_least(name: str, value: float, unit: str, least: float) -> Figure:
    """Give a figure that should not be below a number."""
    return Figure(name, _short(value), unit, f">= {least:g}", bool(value >= least))


def at_most(name: str, value: float, unit: str, most: float) -> Figure:
    """Give a figure that should not be above a number."""
    return Figure(name, _short(value), unit, f"<= {most:g}", bool(value <= most))


def between(name: str, value: float, unit: str, low: float, high: float) -> Figure:
    """Give a figure that should lie in a range."""
    return Figure(name, _short(value), unit, f"{low:g} to {high:g}", bool(low <= value <= high))


def machine() -> dict[str, object]:
    """Describe what was measured on."""
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "python": platform.python_version(),
        "system": platform.system(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def median_and_p95(seconds: Sequence[float]) -> tuple[float, float]:
    """Give the median and the 95th percentile of some durations."""
    middle, late = np.percentile(np.asarray(seconds, dtype=np.float64), [50, 95])
    return float(middle), float(late)


def say(text: str) -> None:
    """Tell how far the run has come, on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def report(figures: Sequence[Figure], **details: object) -> None:
    """Print the one JSON object of a benchmark: machine, figures and any details."""
    found = {"machine": machine(), "figures": [asdict(figure) for figure in figures], **details}
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


def _short(value: float) -> float:
    return float(f"{value:.6g}")
