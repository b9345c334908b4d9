"""The wording of letters: templates and sentences, a lender's own in place of ours."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data.errors import ThinfileError
from data.home import Home

OURS = Path(__file__).with_name("en")
FONTS = "fonts"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Phrase(_Strict):
    """How a feature is told; see the head of ``reasons.toml``."""

    subject: str | None = None
    figure: str = "{value}"
    says: str | None = None
    yes: str | None = None
    no: str | None = None


class Phrases(_Strict):
    """The sentences of reasons: of features, of rules, of overrides."""

    features: dict[str, Phrase]
    rules: dict[str, str]
    overrides: dict[str, str]


class Contact(_Strict):
    """Where a bureau is reached."""

    address: str | None = None
    phone: str | None = None


class Named(_Strict):
    """A lender, where the book does not name one."""

    name: str
    address: str | None = None
    contact: str | None = None


class Settings(_Strict):
    """What ``lender.toml`` says."""

    answer_days: int = Field(gt=0)
    offer_days: int = Field(gt=0)
    legal_notice: str
    bureaus: dict[str, Contact]
    creditor: Named | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """The wording of one lender's letters.

    Parameters
    ----------
    files : mapping of str to str
        Every file by name; kept with what was sent.
    phrases : Phrases
    settings : Settings
    fonts : tuple of Path
        Folders with the lender's own fonts.
    """

    files: Mapping[str, str]
    phrases: Phrases
    settings: Settings
    fonts: tuple[Path, ...]


def load(home: Home, lender_id: str | None) -> Texts:
    """Read the wording of a lender's letters.

    A file of ours gives way to one of the same name in ``THINFILE_HOME/notices``, and that to one
    in the folder there that has the lender's id as its name.

    Raises
    ------
    ThinfileError
        When a file cannot be read or does not say what it should.
    """
    files: dict[str, str] = {}
    fonts = []
    for folder in _folders(home, lender_id):
        for path in sorted((*folder.glob("*.typ"), *folder.glob("*.toml"))):
            files[path.name] = _read(path)
        if (folder / FONTS).is_dir():
            fonts.append(folder / FONTS)
    return parsed(files, tuple(fonts))


def parsed(files: Mapping[str, str], fonts: tuple[Path, ...] = ()) -> Texts:
    """Read the wording from its files, by name.

    Raises
    ------
    ThinfileError
        When a file does not say what it should.
    """
    try:
        phrases = Phrases.model_validate(tomllib.loads(files["reasons.toml"]))
        settings = Settings.model_validate(tomllib.loads(files["lender.toml"]))
    except (tomllib.TOMLDecodeError, ValidationError) as wrong:
        raise ThinfileError(
            f"Wanted the wording of letters in reasons.toml and lender.toml; got: {wrong}. "
            "Mend the lender's own file, or remove it to use ours."
        ) from wrong
    return Texts(files, phrases, settings, fonts)


def _folders(home: Home, lender_id: str | None) -> Iterator[Path]:
    yield OURS
    yield home.root / "notices"
    # an id comes from the lender's data: one that is no plain name could point anywhere
    if lender_id is not None and _PLAIN_NAME.fullmatch(lender_id):
        yield home.root / "notices" / lender_id


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise ThinfileError(
            f"Wanted the wording of letters in {path}; got: {wrong}. Mend the file."
        ) from wrong
