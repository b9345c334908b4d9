"""Where the pages lie, for the menu and for those that send the reader to another page."""

from pathlib import Path

_PAGES = Path(__file__).resolve().parents[1] / "pages"
FRAME = Path(__file__).resolve().with_name("frame.py")
QUEUE = _PAGES / "underwriting" / "queue.py"
APPLICANT = _PAGES / "underwriting" / "applicant.py"
SCORE_NEW = _PAGES / "underwriting" / "score_new.py"
BOOK = _PAGES / "data" / "overview.py"
LEDGER = _PAGES / "audit" / "ledger.py"
STRATEGY = _PAGES / "risk" / "strategy.py"
PORTFOLIO = _PAGES / "risk" / "portfolio.py"
COHORTS = _PAGES / "risk" / "cohorts.py"
VINTAGES = _PAGES / "risk" / "vintages.py"
PERFORMANCE = _PAGES / "model" / "performance.py"
STABILITY = _PAGES / "model" / "stability.py"
DRIVERS = _PAGES / "model" / "drivers.py"
OVERRIDES = _PAGES / "risk" / "overrides.py"
