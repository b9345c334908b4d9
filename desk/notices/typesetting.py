"""From a letter to paper: the same letter and wording give the same bytes."""

import itertools
import json
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from data.errors import ThinfileError
from desk.notices.texts import Texts

# archived for years, and read aloud by a screen reader; also refuses what no font can show
STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
PREVIEW_PPI = 110
Data = Mapping[str, object]


def pdf(letter: Data, texts: Texts) -> bytes:
    """Set a letter as PDF/A-2a and PDF/UA-1.

    Fonts come with the library or from the lender's folder, never from the machine; the date is
    the letter's.

    Parameters
    ----------
    letter : mapping
        As given by `Letter.as_data`, or as the ledger keeps it.
    texts : Texts

    Raises
    ------
    ThinfileError
        When a template is wrong, or no font can show a character.
    """
    at = int(datetime.fromisoformat(str(letter["dated"])).replace(tzinfo=UTC).timestamp())
    made = _compiled(
        letter, texts, lambda compiler: compiler.compile(
            format="pdf", pdf_standards=STANDARDS, timestamp=at
        ),
    )  # fmt: skip
    return bytes(made)


def pages(letter: Data, texts: Texts, ppi: float = PREVIEW_PPI) -> list[bytes]:
    """Draw a letter's pages as PNG, for a look before it is sent."""
    made = _compiled(letter, texts, lambda compiler: compiler.compile(format="png", ppi=ppi))
    return made if isinstance(made, list) else [made]


def prose(letter: Data, texts: Texts) -> list[str]:
    """Give what a reader reads on: paragraphs, points of lists and sentences in tables.

    Headings and bare figures are no sentences and are left out.
    """
    found: list[str] = []

    def collect(compiler: typst.Compiler) -> None:
        elements = [json.loads(compiler.query(name)) for name in ("par", "list", "table")]
        for element in itertools.chain(*elements):
            for part in element.get("children", [element]):
                text = " ".join(_text(part).split())
                if text.endswith((".", "!", "?")):
                    found.append(text)

    _compiled(letter, texts, collect)
    return found


def _compiled(letter: Data, texts: Texts, make: Callable[[typst.Compiler], Any]) -> Any:
    with tempfile.TemporaryDirectory(prefix="thinfile-letter-") as folder:
        root = Path(folder)
        for name, text in texts.files.items():
            (root / name).write_text(text, encoding="utf-8")
        try:
            compiler = typst.Compiler(
                input=root / f"{letter['decision']}.typ",
                root=root,
                font_paths=[*texts.fonts],
                ignore_system_fonts=True,
                sys_inputs={"letter": json.dumps(letter)},
                package_path=root / "none",
                package_cache_path=root / "none",
            )
            return make(compiler)
        except typst.TypstError as wrong:
            said = " ".join([wrong.message, *wrong.hints])
            raise ThinfileError(
                f"The letter for application {letter['application_id']} cannot be set: {said}. "
                "Mend the lender's template; for characters that our fonts lack, put a font "
                "into the folder 'fonts' beside it."
            ) from wrong


def _text(node: object) -> str:
    """Flatten an element of the document to its text."""
    if isinstance(node, list):
        return "".join(map(_text, node))
    if not isinstance(node, dict):
        return ""
    if node.get("func") in {"space", "linebreak", "parbreak"}:
        return " "
    if node.get("func") == "smartquote":
        return '"' if node.get("double", True) else "'"
    own = node["text"] if isinstance(node.get("text"), str) else ""
    return own + "".join(_text(node.get(part)) for part in ("body", "child", "children"))
