"""What a giver adds so that all of her gift arrives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter.giving import fee_coverage

RATES = st.integers(0, fee_coverage.HIGHEST_RATE)


@pytest.mark.parametrize(
    ("net", "paid"), [(50_00, 51_44), (100_00, 102_56), (25_00, 25_87), (1, 32), (0, 31)]
)
def test_what_is_paid_for_what_shall_arrive(net: int, paid: int) -> None:
    assert fee_coverage.gross(net, rate=220, fixed_cents=30) == paid


@given(net=st.integers(0, 10**9), rate=RATES, fixed=st.integers(0, 1000))
def test_all_of_it_arrives_and_not_a_cent_more_is_asked_for(net: int, rate: int, fixed: int) -> None:
    paid = fee_coverage.gross(net, rate=rate, fixed_cents=fixed)

    def left(whole: int) -> int:
        return whole * (fee_coverage.BASIS_POINTS - rate) - fixed * fee_coverage.BASIS_POINTS

    assert left(paid) >= net * fee_coverage.BASIS_POINTS > left(paid - 1)


@pytest.mark.parametrize(("net", "rate", "fixed"), [(1, -1, 0), (1, 10_000, 0), (-1, 0, 0), (1, 0, -1)])
def test_a_fee_of_nonsense_is_refused(net: int, rate: int, fixed: int) -> None:
    with pytest.raises(ValueError, match="no such fee"):
        fee_coverage.gross(net, rate=rate, fixed_cents=fixed)
