"""What challenged a model, and how it did: kept beside the model, read without training."""

from pathlib import Path

from pydantic import ValidationError

from data.errors import ThinfileError
from scoring.models.manifest import Part

NAME = "challengers.json"
COMMAND = "python -m scoring challenge"
PURCHASES = frozenset({"orders", "order_lines", "visits"})
FOOTPRINT = "footprint"  # what a request tells by itself of who makes it; no table of its own
_LOANS = frozenset({"loans", "instalments"})
_BUREAU = frozenset({"bureau"})
SCORECARDS = {
    "scorecard": "scorecard of weights of evidence, eight equal bins",
    "scorecard_optbinning": "scorecard of weights of evidence, bins by optbinning",
}
# what a challenger does without: its label, and the tables, or the footprint, that it may not see
WITHOUT = {
    "without_purchases": ("without purchases and visits", PURCHASES),
    "without_visits": ("without visits", frozenset({"visits"})),
    "without_loans": ("without earlier loans", _LOANS),
    "without_bureau": ("without the bureau", _BUREAU),
    "without_footprint": ("without the request's footprint", frozenset({FOOTPRINT})),
    "request_alone": ("the request and the account alone", PURCHASES | _LOANS | _BUREAU),
}
# what stands between the request alone and the model
BETWEEN = {
    "request_and_purchases": ("the request, the account and purchases", _LOANS | _BUREAU),
    "request_and_bureau": ("the request, the account and the bureau", PURCHASES | _LOANS),
}
# what purchases are added to: its label, and the tables that neither of the two models sees
ADDED = (
    ("the request and the account alone", _LOANS | _BUREAU),
    ("the request, the account and the bureau", _LOANS),
)


class Challenger(Part):
    """One challenger, on the applications out of time.

    Parameters
    ----------
    name, label : str
    features : int
    auc, champion_auc : float
        On the same applications.
    ahead, ahead_low, ahead_high : float
        The champion's AUC less the challenger's, with its paired 95 % interval (DeLong).
    """

    name: str
    label: str
    features: int
    auc: float
    champion_auc: float
    ahead: float
    ahead_low: float
    ahead_high: float


class Added(Part):
    """What purchases and visits add to other sources, on the applications out of time.

    Parameters
    ----------
    over : str
        What they are added to.
    auc_without, auc_with : float
        Of two models of the champion's kind.
    value, low, high : float
        The second less the first, with its paired 95 % interval (DeLong).
    """

    over: str
    auc_without: float
    auc_with: float
    value: float
    low: float
    high: float


class Challengers(Part):
    """All challengers of a model.

    Parameters
    ----------
    version : str
        Of the champion.
    applications, bads : int
        Out of time, which none of them learnt from.
    found : tuple of Challenger
    added : tuple of Added
        Empty where an earlier version of Thinfile trained the challengers.
    """

    version: str
    applications: int
    bads: int
    found: tuple[Challenger, ...]
    added: tuple[Added, ...] = ()


def read_challengers(folder: Path) -> Challengers | None:
    """Read what challenged a model; None when nothing did.

    Raises
    ------
    ThinfileError
        When the file is damaged.
    """
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        return Challengers.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as wrong:
        raise ThinfileError(
            f"Wanted the challengers of a model in {path}; got: {str(wrong).splitlines()[0]}. "
            f"Remove it and run `{COMMAND}`."
        ) from wrong
