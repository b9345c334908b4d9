"""A model version and a single score, printed as tables in the terminal."""

from rich.console import Console
from rich.table import Table

from data import book
from data.application import find_application
from data.book import Book
from data.home import Home
from scoring.explain import explanation
from scoring.models import manifest
from scoring.models.manifest import Estimate, Manifest
from scoring.scores import assess
from scoring.scores.assess import Assessment
from scoring.training.challengers import Challengers


def show(described: Manifest, out: Console) -> None:
    """Print what a model version says of itself."""
    simulated = " · simulated data" if described.is_simulated else ""
    out.print(
        f"Model {described.version}: {described.trees} trees, {len(described.features)} features, "
        f"as of {described.as_of:%Y-%m-%d}, snapshot {described.snapshot}{simulated}",
        highlight=False,
    )
    for warning in described.warnings:
        out.print(f"warning: {warning}", style="bold", highlight=False)
    out.print(_samples(described))
    out.print(_metrics(described))
    out.print(_bands(described))
    out.print(
        f"Best single feature: {described.best_feature.label} ({described.best_feature.name}). "
        f"Reference: {described.reference.applications:,} {described.reference.says}, "
        f"mean score {described.reference.score:.1f}.",
        highlight=False,
    )


def explain(home: Home, used: Book, application_id: str, out: Console) -> None:
    """Print score, recommendation, points and reasons of one application of the book in use."""
    described = None if used.model is None else manifest.read(book.model_path(home, used.model))
    with book.open_book(home, used) as con:
        found = assess.assessment(con, described, find_application(con, application_id))
    _print(found, out)


def show_challengers(found: Challengers, out: Console) -> None:
    """Print how a model's challengers did out of time."""
    table = Table("Challenger", "Features", "AUC", "The model is ahead by (95 %)",
                  title=f"Challengers of model {found.version}, {found.bads:,} bads of "
                  f"{found.applications:,} out of time")  # fmt: skip
    for one in found.found:
        table.add_row(
            one.label, str(one.features), f"{one.auc:.3f}",
            f"{one.ahead:+.3f} ({one.ahead_low:+.3f} to {one.ahead_high:+.3f})",
        )  # fmt: skip
    out.print(table)
    for more in found.added:
        out.print(
            f"Purchases and visits add to {more.over}: {more.value:+.3f} ({more.low:+.3f} to "
            f"{more.high:+.3f}), from {more.auc_without:.3f} to {more.auc_with:.3f}.",
            highlight=False,
        )


def _print(found: Assessment, out: Console) -> None:
    why = found.explanation
    out.print(
        f"Application {found.application_id}: score {why.score}, PD {found.prob_default:.1%} "
        f"({found.prob_low:.1%}–{found.prob_high:.1%}, 90 %, n = {found.interval_rows:,}), "
        f"recommendation: {found.recommendation.action.value}",
        highlight=False,
    )
    for rule in found.recommendation.rules:
        out.print(f"  {rule.outcome.value.replace('_', ' ')}: {rule.name}: {rule.says}",
                  highlight=False)  # fmt: skip
    table = Table(
        "Family", "Feature", "Points", "This applicant", "Typical", title="Why this score"
    )
    table.columns[0].no_wrap = True
    table.columns[2].justify = "right"
    table.add_row("Reference: mean score", "", str(why.shown_base), "", "", style="bold")
    for family in why.families:
        table.add_row(family.label, family.sentence, f"{family.shown:+d}", "", "", style="bold")
        for feature in family.features:
            table.add_row("", feature.label, f"{feature.points:+.1f}",
                          feature.value_text, feature.typical_text)  # fmt: skip
    if why.clip:
        table.add_row("Clipped to the scale", "", f"{why.clip:+d}", "", "", style="bold")
    table.add_row("Score", "", str(why.score), "", "", style="bold")
    out.print(table)
    for reason in explanation.reasons(why):
        out.print(f"{reason.rank}. {reason.family.label}: {reason.sentence}", highlight=False)


def _samples(described: Manifest) -> Table:
    table = Table("Sample", "Applications", "Bads", "Applied from", "to", title="Samples")
    for name, sample in described.samples.items():
        table.add_row(
            name,
            f"{sample.applications:,}",
            f"{sample.bads:,}",
            f"{sample.first_applied_at:%Y-%m-%d}",
            f"{sample.last_applied_at:%Y-%m-%d}",
        )
    return table


def _metrics(described: Manifest) -> Table:
    names = list(described.samples)
    table = Table("Metric (95 % interval)", *names, title="How well goods and bads are told apart")
    rows: dict[str, list[Estimate | None]] = {
        "AUC": [described.metrics[name].auc for name in names],
        "Gini": [described.metrics[name].gini for name in names],
        "KS": [described.metrics[name].ks for name in names],
        "Lift, riskiest tenth": [described.metrics[name].lift for name in names],
        "Brier": [described.metrics[name].brier for name in names],
        "Bad rate": [described.metrics[name].observed for name in names],
        "AUC, best single": [described.best_feature.auc[name] for name in names],
    }
    for label, found in rows.items():
        table.add_row(label, *(_estimate(estimate) for estimate in found))
    predicted = [described.metrics[name].predicted for name in names]
    table.add_row("Mean PD", *("–" if of is None else f"{of:.3f}" for of in predicted))
    return table


def _bands(described: Manifest) -> Table:
    table = Table("Score", "Applications", "Bads", "Predicted", "Observed (95 %)",
                  title="Calibration by band, out_of_time")  # fmt: skip
    for band in described.bands:
        table.add_row(
            f"{band.score_from}–{band.score_to}",
            f"{band.applications:,}",
            f"{band.bads:,}",
            f"{band.predicted:.1%}",
            f"{band.observed:.1%} ({band.low:.1%}–{band.high:.1%})",
        )
    return table


def _estimate(found: Estimate | None) -> str:
    return "–" if found is None else f"{found.value:.3f} ({found.low:.3f}–{found.high:.3f})"
