import math

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
