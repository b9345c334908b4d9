"""docs/features.md says what the catalogue says."""

from pathlib import Path

import pytest

from data.features import compute
from scoring import catalogue
from scoring.catalogue import Evidence, Family, Unit

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "features.md"
RISK = {1: "rises", -1: "falls", 0: ""}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def section(title: str) -> str:
    parts = DOCUMENT.read_text(encoding="utf-8").split("\n### ")
    return next(part for part in parts if part.startswith(f"{title}\n"))


def behind(evidence: Evidence | None) -> str:
    if evidence is None:
        return "the application"
    said = f"`{evidence.table}`: `{evidence.of}`"
    if evidence.counts:
        said += f", counts `{evidence.counts}`"
    if evidence.weight:
        said += f", sums `{evidence.weight}`"
    if evidence.also:
        said += ", with " + ", ".join(f"`{table}`" for table in evidence.also)
    return said


@pytest.mark.parametrize("family", Family)
def test_every_feature_stands_in_its_family_as_the_catalogue_has_it(family):
    found = section(family.label)
    rows = [cells(line) for line in found.splitlines() if line.startswith("| `")]
    wanted = [
        [f"`{name}`", feature.label, feature.unit.value, RISK[feature.risk]]
        for name, feature in catalogue.load().items()
        if feature.family is family
    ]
    assert [row[:4] for row in rows] == wanted
    for name, _, _, _, computed, rows_behind in rows:
        assert computed
        assert rows_behind == behind(catalogue.load()[name.strip("`")].evidence)
    assert f"Counted under {family.dimension.label.lower()}." in found
    assert f"(../data/features/{family.value}.sql)" in found


def test_no_feature_is_described_twice_or_left_over():
    lines = DOCUMENT.read_text(encoding="utf-8").split("## All features")[1].splitlines()
    described = [cells(line)[0].strip("`") for line in lines if line.startswith("| `")]
    assert sorted(described) == sorted(catalogue.load())


def test_every_unit_and_table_of_known_rows_is_described():
    text = DOCUMENT.read_text(encoding="utf-8")
    for unit in Unit:
        assert f"| {unit.value} |" in text
    for table in compute.KNOWN:
        assert f"| `{table}` |" in text
