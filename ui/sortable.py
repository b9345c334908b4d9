"""Tables that read as words, sort as numbers, and are taken away as numbers."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from ui.words import UNKNOWN, Written

_Data = Mapping[str, object] | Sequence[Mapping[str, object]]


_DIGITS = 4  # after the point: what a screen reader says, and what is copied


class _Cell(float):
    """A number of one cell, and the words that stand for it."""

    text: str

    def __str__(self) -> str:
        return self.text


class _Whole(int):
    """A whole number of one cell, with its thousands apart."""

    def __str__(self) -> str:
        return f"{int(self):,}"


def table(data: _Data, columns: list[str] | None = None) -> pd.DataFrame:
    """Make a table whose cells are words that know their numbers.

    Parameters
    ----------
    data : mapping of columns, or sequence of rows
    columns : list of str, optional
        Their names, where there may be no row.

    Returns
    -------
    pandas.DataFrame
        Columns with a `ui.words.Written` keep what they were given; the others are of the type
        that pandas infers.
    """
    if not isinstance(data, Mapping):
        names = dict.fromkeys(name for row in data for name in row)
        data = {name: [row.get(name) for row in data] for name in names}
    # pandas would make plain texts of them
    kept = {
        name: pd.Series(values, dtype=object) if _holds_written(values) else _without_index(values)
        for name, values in data.items()
    }
    return pd.DataFrame(kept, columns=columns)


def _without_index(values: object) -> object:
    return values.reset_index(drop=True) if isinstance(values, pd.Series) else values


def unknown(frame: pd.DataFrame) -> str:
    """Give what a table says most often where it has no number: "–", "immature", "too few"."""
    said = Counter(
        str(one)
        for name in frame.columns
        if _is_written(frame[name])
        for one in frame[name]
        if not _knows(one)
    )
    return said.most_common(1)[0][0] if said else str(UNKNOWN)


def shown(frame: pd.DataFrame) -> pd.DataFrame | Styler:
    """Give a table to a browser that sorts, filters and copies numbers and shows words.

    A browser writes one text for all missing numbers of a table: `unknown`. A column that says
    something else somewhere stays words, and sorts as such.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `table` makes it; others pass through.

    Returns
    -------
    pandas.DataFrame or pandas.io.formats.style.Styler
    """
    gap = unknown(frame)
    written = [
        name for name in frame.columns if _is_written(frame[name]) and _says(frame[name], gap)
    ]
    if not written or frame.empty:
        return frame
    if any(_is_time(frame[name]) for name in written):
        return _formatted(frame, written)
    return _worded(
        pd.DataFrame(
            {
                name: pd.Series([_cell(one) for one in frame[name]], dtype=object)
                if name in written
                else _plain_cells(frame[name].reset_index(drop=True))
                for name in frame.columns
            }
        )
    )


def _worded(made: pd.DataFrame) -> Styler:
    """Give a styler whose cells say themselves: what Streamlit reads of it costs a tenth so.

    Streamlit takes the words from the data as text, and then those of pandas' template over them
    cell by cell; there is no template, and so nothing is put over them.
    """
    styler = made.style
    vars(styler).update(_compute=lambda: styler, _translate=lambda *_: {"body": []})
    return styler


def _formatted(frame: pd.DataFrame, written: list[str]) -> Styler:
    """Give a table with times, whose words no cell can say itself."""
    made = frame.reset_index(drop=True)
    says: dict[Any, str | Callable[[object], str] | None] = {}
    for name in made.columns:
        if name not in written:
            says[name] = _plain
        elif _is_time(frame[name]):
            made[name] = pd.Series([_time(one) for one in frame[name]], dtype="datetime64[us]")
            says[name] = _Said(dict(zip(made[name], map(str, frame[name]), strict=True)))
        else:
            made[name] = pd.Series([_cell(one) for one in frame[name]], dtype=object)
            says[name] = _text
    return made.style.format(says)


def numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a table to take away: numbers for words, and the ends of intervals beside them.

    Returns
    -------
    pandas.DataFrame
        As many rows; a column of rates with intervals becomes three.
    """
    if not any(_is_written(frame[name]) for name in frame.columns):
        return frame
    columns: dict[Hashable, object] = {}
    for name in frame.columns:
        if not _is_written(frame[name]):
            columns[name] = frame[name].reset_index(drop=True)
            continue
        columns[name] = _values(frame[name])
        if any(isinstance(one, Written) and one.span for one in frame[name]):
            for at, end in enumerate(("low", "high")):
                columns[f"{name}: {end}"] = [
                    one.span[at] if isinstance(one, Written) and one.span else None
                    for one in frame[name]
                ]
    return pd.DataFrame(columns)


def _holds_written(values: object) -> bool:
    return isinstance(values, list) and any(isinstance(one, Written) for one in values)


def _is_written(column: "pd.Series[Any]") -> bool:
    return column.dtype == object and any(_knows(one) for one in column)


def _says(column: "pd.Series[Any]", gap: str) -> bool:
    """Tell whether a column says the same wherever it has no number."""
    return all(_knows(one) or one == gap for one in column)


def _is_time(column: "pd.Series[Any]") -> bool:
    return any(isinstance(one, Written) and isinstance(one.value, datetime) for one in column)


def _knows(one: object) -> bool:
    return isinstance(one, Written) and one.value is not None


def _values(column: "pd.Series[Any]") -> list[object]:
    return [one.value if isinstance(one, Written) else None for one in column]


def _cell(one: object) -> _Cell:
    value = one.value if isinstance(one, Written) else None
    made = _Cell(round(value, _DIGITS) if isinstance(value, float) else "nan")
    made.text = str(one)
    return made


def _plain_cells(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Give numbers that say themselves as `_plain` does; other columns as they are."""
    if pd.api.types.is_bool_dtype(column):
        return column
    if pd.api.types.is_integer_dtype(column):
        wholes = [None if pd.isna(one) else _Whole(one) for one in column]
        return pd.Series(wholes, dtype=object)
    if pd.api.types.is_float_dtype(column):
        return pd.Series([_saying(one, _plain(one)) for one in column], dtype=object)
    return column


def _saying(value: float | str, text: str) -> _Cell:
    made = _Cell(value)
    made.text = text
    return made


def _time(one: object) -> pd.Timestamp | None:
    """Give the time of a cell as its words say it, without a zone."""
    if not isinstance(one, Written) or not isinstance(one.value, datetime):
        return None
    return pd.Timestamp(one.value).tz_localize(None)


def _text(cell: object) -> str:
    return cell.text if isinstance(cell, _Cell) else ""


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of each time of a column."""

    words: Mapping[object, str]

    def __call__(self, at: object) -> str:
        return self.words.get(at, "–")


def _plain(value: object) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:,.10g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
