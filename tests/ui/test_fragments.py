"""A part of a page that runs by itself looks up who is there, like the page."""

from pathlib import Path

UI = Path(__file__).parents[2] / "ui"
# a chart, or the numbers of that very chart: both were computed when the page was drawn
DRAWN_ALREADY = {"panel.py"}


def test_no_part_of_a_page_runs_again_without_looking_up_who_is_signed_in():
    own = {path.name for path in UI.rglob("*.py") if "st.fragment" in path.read_text("utf-8")}
    assert own == {"fragments.py", *DRAWN_ALREADY}
