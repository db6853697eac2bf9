"""What a giver adds so that all of the gift arrives. Pure functions."""

BASIS_POINTS = 10_000
"""Rates are in basis points: 220 of these are 2.2 %."""

HIGHEST_RATE = 2_000


def gross(net_cents: int, *, rate: int, fixed_cents: int) -> int:
    """What has to be paid so that ``net_cents`` are left after a fee of ``rate`` basis points of the whole
    and ``fixed_cents``: the least amount in whole cents. Integers only, so that no cent is lost to rounding.

    Raises ValueError when the rate is out of range.
    """
    if not 0 <= rate <= HIGHEST_RATE or fixed_cents < 0 or net_cents < 0:
        raise ValueError("no such fee")
    return -((net_cents + fixed_cents) * BASIS_POINTS // -(BASIS_POINTS - rate))


def coverage_cents(net_cents: int, *, rate: int, fixed_cents: int) -> int:
    """What is added to ``net_cents`` so that they are left after the fee, in cents."""
    return gross(net_cents, rate=rate, fixed_cents=fixed_cents) - net_cents


def fee_of(gross_cents: int, *, rate: int, fixed_cents: int) -> int:
    """What such a fee takes of ``gross_cents``, rounded to the nearest cent."""
    return (gross_cents * rate + BASIS_POINTS // 2) // BASIS_POINTS + fixed_cents
