"""The recipe of features as texts, to be kept with a decision, and laid out again to be run."""

import contextlib
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from data.errors import ThinfileError
from data.features.compute import INSTALLED, Recipe

HEADER = re.compile(r"^-- (\w+\.(?:sql|csv))$", re.MULTILINE)
NAME = re.compile(r"\w+")
WORDED_NAME = re.compile(r"\w+\.sql")
LISTS = tuple(one.name for one in fields(Recipe) if one.name not in {"folder", "needs"})


@dataclass(frozen=True, slots=True)
class KeptRecipe:
    """A version's way from rows to features, in two texts.

    Parameters
    ----------
    files : str
        SQL and references, each after a line with its name: what decides a feature's value.
    steps : str
        JSON: the order in which they are run, and the SQL of the rows in words.
    """

    files: str
    steps: str

    def changed(self) -> tuple[str, ...]:
        """Name the files that this version has otherwise, or one of the two has alone."""
        then, now = self._by_name(), installed()._by_name()
        return tuple(sorted(name for name in then.keys() | now if then.get(name) != now.get(name)))

    def _by_name(self) -> dict[str, str]:
        steps = _parsed(self.steps)
        order = json.dumps([steps[name] for name in (*LISTS, "needs")])
        return {**_split(self.files), **_worded(steps), "the order of the steps": order}


@cache
def installed() -> KeptRecipe:
    """Give the recipe of this version."""
    files = "\n".join(f"-- {file.name}\n{_read(file)}" for file in INSTALLED.files())
    order = {name: getattr(INSTALLED, name) for name in (*LISTS, "needs")}
    worded = {file.name: _read(file) for file in sorted(INSTALLED.worded.glob("*.sql"))}
    return KeptRecipe(files, json.dumps({**order, "worded": worded}, sort_keys=True))


@contextlib.contextmanager
def laid_out(kept: KeptRecipe) -> Iterator[Recipe]:
    """Lay a kept recipe out as files of its own, for as long as the context lasts.

    Raises
    ------
    ThinfileError
        When it is no recipe.
    """
    steps = _parsed(kept.steps)
    order = {name: tuple(steps[name]) for name in LISTS}
    with tempfile.TemporaryDirectory(prefix="thinfile-recipe-") as root:
        recipe = Recipe(folder=Path(root) / "features", needs=steps["needs"], **order)
        recipe.worded.mkdir(parents=True)
        recipe.references.mkdir()
        for name, content in {**_split(kept.files), **_worded(steps)}.items():
            folder = recipe.references if name.endswith(".csv") else recipe.folder
            (folder / name).write_text(content, encoding="utf-8")
        yield recipe


def _split(text: str) -> dict[str, str]:
    found = list(HEADER.finditer(text))
    ends = [following.start() - 1 for following in found[1:]] + [len(text)]
    return {one[1]: text[one.end() + 1 : end] for one, end in zip(found, ends, strict=True)}


def _parsed(steps: str) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(steps)
        tables = {*said["needs"].values(), *(name for one in LISTS for name in said[one])}
        are_names = all(map(NAME.fullmatch, tables))
        are_names &= all(map(WORDED_NAME.fullmatch, said["worded"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        are_names = False
    if not are_names:
        raise ThinfileError(
            "Wanted names of tables and files in the steps of a decision's feature SQL, as it "
            "keeps them; got something else. Compare the ledger with a backup."
        )
    return said


def _worded(steps: dict[str, Any]) -> dict[str, str]:
    return {f"worded/{name}": str(content) for name, content in steps["worded"].items()}


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
