"""A page as a PDF: what the reader's browser shows, set on paper."""

import json
import re
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Self

import typst
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from data.errors import ThinfileError

_TEMPLATE = Path(__file__).with_name("report.typ")
_MOST_SVG = 4_000_000  # characters of a figure; a large one has a tenth of it
_FONT = re.compile(r"font-family:(?:&quot;|[^;\"])*")
_WIDTH = re.compile(r'<svg [^>]*?width="(\d+)')
_SCREEN = 1360  # pixels of the screen that are as wide as the paper
Words = Annotated[str, Field(max_length=2_000)]
Svg = Annotated[str, Field(max_length=_MOST_SVG, pattern=r"^<svg ")]


class Table(BaseModel):
    """A table as far as the screen held it; `of` is how many rows there are."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    columns: Annotated[tuple[Words, ...], Field(min_length=1, max_length=40)]
    rows: Annotated[tuple[tuple[Words, ...], ...], Field(max_length=60)]
    of: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row of a table has other columns than its head")
        return self


class Card(BaseModel):
    """One card: its title, numbers, sentences, figures and tables."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: Words
    metrics: Annotated[tuple[tuple[Words, Words], ...], Field(max_length=12)]
    lines: Annotated[tuple[Words, ...], Field(max_length=40)]
    figures: Annotated[tuple[Svg, ...], Field(max_length=8)]
    tables: Annotated[tuple[Table, ...], Field(max_length=8)]


class Shown(BaseModel):
    """A page as its reader sees it; the figures are SVG."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: Words
    chips: Annotated[tuple[Words, ...], Field(max_length=40)]
    address: Words
    cards: Annotated[tuple[Card, ...], Field(max_length=60)]


def shown(found: Mapping[str, object]) -> Shown:
    """Read what a browser sent.

    Raises
    ------
    ThinfileError
        When it is no page of ours.
    """
    try:
        return Shown.model_validate_json(json.dumps(found))
    except ValidationError as wrong:
        raise ThinfileError(
            f"Wanted a page to set as PDF; got one that cannot be: {wrong.errors()[0]['msg']}. "
            "Reload the page and ask again."
        ) from wrong


def pdf(page: Shown, source: str, at: datetime) -> bytes:
    """Set a page as a tagged PDF; fonts come with the library, files from nowhere else.

    Parameters
    ----------
    page : Shown
    source : str
        Which book and model the numbers are of, and whether they are simulated.
    at : datetime
        When it was asked for, with its zone.

    Raises
    ------
    ThinfileError
        When a figure cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="thinfile-report-") as folder:
        root = Path(folder)
        given = page.model_dump()
        count = 0
        for card in given["cards"]:
            names = []
            for figure in card["figures"]:
                wide = _WIDTH.match(figure)
                names.append({"file": f"{count}.svg", "wide": int(wide[1]) if wide else _SCREEN})
                text = _FONT.sub("font-family: Libertinus Serif", figure)
                (root / f"{count}.svg").write_text(text, encoding="utf-8")
                count += 1
            card["figures"] = names
        (root / "report.typ").write_text(_TEMPLATE.read_text("utf-8"), encoding="utf-8")
        said = f"{source} · {at.astimezone(UTC):%d %b %Y %H:%M} UTC"
        try:
            made = typst.compile(
                root / "report.typ",
                root=root,
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"page": json.dumps(given | {"source": said, "screen": _SCREEN})},
                package_path=root / "none",
                package_cache_path=root / "none",
            )
        except typst.TypstError as wrong:
            raise ThinfileError(
                f"The report of {page.title} cannot be set: {wrong.message}. "
                "Export its tables, or its figures one by one."
            ) from wrong
    return bytes(made)
