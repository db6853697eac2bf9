"""The time as Stripe counts it."""

from chapter.gateways.clock import Clock


def since_1970() -> float:
    """Seconds since 1970, by the machine's clock."""
    return Clock().now().timestamp()
