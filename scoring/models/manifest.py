"""What a model version says of itself: the manifest, written once and never changed."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from data.errors import ThinfileError
from data.home import Home
from scoring import catalogue
from scoring.metrics.binned.bins import NameBins, NumberBins
from scoring.models.scale import Line, Scale

NAME = "manifest.json"


class Part(BaseModel):
    """Base of the manifest's parts: frozen, and no field but those named."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Estimate(Part):
    """A metric with its 95 % interval."""

    value: float
    low: float
    high: float


class Sample(Part):
    """One sample: how many, how many bad, from when to when."""

    applications: int
    bads: int
    customers: int
    customers_also_in_train: int
    first_applied_at: datetime
    last_applied_at: datetime


class Metrics(Part):
    """How well a score separates goods from bads in one sample, and whether its PDs are what came.

    `lift` is that of the riskiest tenth, `predicted` the mean PD and `observed` the bad rate. These
    and `brier` are None in the manifests of before they were kept.
    """

    auc: Estimate
    gini: Estimate
    ks: Estimate
    lift: Estimate | None = None
    brier: Estimate | None = None
    predicted: float | None = None
    observed: Estimate | None = None


class BestFeature(Part):
    """The single feature that separates best in train, and how it does in each sample.

    `is_higher_safer` is None for a name, and in the manifests of before it was kept.
    """

    name: str
    label: str
    auc: dict[str, Estimate]
    is_higher_safer: bool | None = None


class Band(Part):
    """A tenth of a sample by PD: predicted against observed, 95 % interval."""

    score_from: int
    score_to: int
    applications: int
    bads: int
    predicted: float
    observed: float
    low: float
    high: float


class Calibration(Part):
    """The line from raw to calibrated log-odds."""

    intercept: float
    slope: float


class Reference(Part):
    """Whom points are measured against: fixed once, the same on page, reasons and notice.

    `contributions` holds the mean contribution of each feature in points, `typical` the mean of
    shares and flags, the median of other numbers and the most frequent name.
    """

    policy: str
    says: str
    applications: int
    score: float
    contributions: dict[str, float]
    typical: dict[str, float | str | None]


class Binned(Part):
    """Bins of a number (`edges`) or of a name (`names`), and train's applications in each.

    The counts are those of `scoring.metrics.binned.bins`: missing values last.
    """

    edges: tuple[float, ...] | None = None
    names: tuple[str, ...] | None = None
    counts: tuple[int, ...]

    @property
    def bins(self) -> NumberBins | NameBins:
        """The bins, to count with."""
        return NameBins(self.names) if self.names is not None else NumberBins(self.edges or ())


class Training(Part):
    """Train as stability is measured against it: fixed once.

    `first_reason` holds how many applications have a family as their first reason, with "none"
    for those without one; `reasons` how many have it among their reasons.
    """

    applications: int
    score: Binned
    features: dict[str, Binned]
    first_reason: dict[str, int]
    reasons: dict[str, int]


class ScalePart(Part):
    """The scale's settings."""

    lowest: int
    highest: int
    anchor: float
    anchor_odds: float
    points_to_double: float


class Manifest(Part):
    """Everything about a model version but its trees.

    `hashes` are the SHA-256 of the model's other files; `own_hash` is that of the manifest's file,
    which `read` knows and the file cannot hold.
    """

    version: str
    trained_at: datetime
    snapshot: str
    source: str
    is_simulated: bool
    as_of: datetime
    book_as_of: datetime
    features: tuple[str, ...]
    features_hash: str
    parameters: dict[str, bool | int | float | str | None]
    trees: int
    calibration: Calibration
    scale: ScalePart
    reference: Reference
    training: Training | None = None
    samples: dict[str, Sample]
    metrics: dict[str, Metrics]
    best_feature: BestFeature
    bands: tuple[Band, ...]
    warnings: tuple[str, ...]
    libraries: dict[str, str]
    hashes: dict[str, str]
    own_hash: str = Field(default="", exclude=True)

    @model_validator(mode="after")
    def _belongs_together(self) -> "Manifest":
        for held in (self.reference.contributions, self.reference.typical):
            if held.keys() != set(self.features):
                raise ValueError("the reference must hold every feature of the model, and no other")
        return self

    @property
    def line(self) -> Line:
        """The calibration, to be applied."""
        return Line(self.calibration.intercept, self.calibration.slope)

    @property
    def every_hash(self) -> dict[str, str]:
        """The SHA-256 of all the model's files by name, the manifest's own among them."""
        return {**self.hashes, NAME: self.own_hash}

    @property
    def score_scale(self) -> Scale:
        """The scale, to be applied."""
        return Scale(**self.scale.model_dump())


def read(folder: Path) -> Manifest:
    """Read the manifest of a model's folder.

    Raises
    ------
    ThinfileError
        When it is missing, not what a manifest must be, or of a model with unknown features.
    """
    path = folder / NAME
    try:
        written = path.read_bytes()
        found = Manifest.model_validate_json(written)
    except (OSError, ValidationError) as wrong:
        first = str(wrong).splitlines()[0]
        raise ThinfileError(
            f"Wanted the manifest of a model in {path}; got: {first}. "
            "Train again with `python -m scoring train`, then score and publish."
        ) from wrong
    unknown = set(found.features) - catalogue.load().keys()
    if unknown:
        raise ThinfileError(
            f"Model {found.version} reads features that this version of Thinfile does not know "
            f"({', '.join(sorted(unknown))}). Train again, then score and publish."
        )
    return found.model_copy(update={"own_hash": sha256(written).hexdigest()})


def versions(home: Home) -> list[int]:
    """List the numbers of the whole models, oldest first."""
    found = (path.parent.name for path in home.models.glob(f"v*/{NAME}"))
    return sorted(int(name[1:]) for name in found if name[1:].isdigit())


def file_hash(path: Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal."""
    return sha256(path.read_bytes()).hexdigest()
