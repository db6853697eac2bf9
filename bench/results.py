"""The lines of the result."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, what came out, what was aimed at, whether it was reached."""

    what: str
    got: float
    unit: str
    target: str
    met: bool
    detail: str
