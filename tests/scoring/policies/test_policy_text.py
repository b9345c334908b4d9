from hypothesis import given
from hypothesis import strategies as st

from scoring.policies import policy, policy_text
from scoring.policies.policy import Limit, Policy

LIMITS = st.lists(st.integers(350, 950), unique=True, max_size=4).map(sorted)


@given(st.text(min_size=1, max_size=20), st.integers(350, 950), LIMITS, st.floats(0, 24))
def test_a_written_policy_reads_back_the_same(version, refer_from, starts, times):
    limits = tuple(Limit(score_from=start, times_monthly_spend=times) for start in starts)
    one = Policy(
        version=version,
        approve_from=refer_from,
        refer_from=refer_from,
        limits=limits,
        authority={"officer": 5},
    )
    assert policy.parse(policy_text.written(one), "the test") == one


def test_the_launch_policy_reads_back_the_same():
    launch = policy.launch()
    assert policy.parse(policy_text.written(launch), "the test") == launch
