import math
from datetime import datetime

import numpy as np

from scoring.wording import Money
from ui.risk import says

YUAN = Money("CNY", 2)


def test_totals_are_written_in_their_own_size():
    assert says.large(4_120_000_000, YUAN) == "¥41.2 M"
    assert says.large(-9_530_000, YUAN) == "−¥95.3 k"
    assert says.large(math.nan, YUAN) == "–"


def test_differences_carry_their_sign():
    assert says.points(0.0361) == "+3.6 points"
    assert says.points(-0.001) == "−0.1 points"
    assert says.large_change(100_000, YUAN) == "+¥1.0 k"


def test_a_rate_has_its_interval():
    assert says.rate(0.024, 0.023, 0.025) == "2.4 % (2.3–2.5)"
    assert says.rate(math.nan, 0, 1) == "–"


def test_a_course_says_its_newest_known_month_and_its_span():
    months = [datetime(2026, month, 1) for month in (1, 2, 3)]
    told = says.course(months, np.array([4.0, 5.5, np.nan]), " %")
    assert told == "3 months; 5.5 % in Feb 2026, the newest known; between 4 % and 5.5 %"
    assert says.course(months[:1], np.array([np.nan]), "") == "1 months, none known yet"
