"""What a viewer may read about why somebody cannot take a shift."""

from collections.abc import Iterator
from contextlib import contextmanager

from chapter.accounts.viewer import Viewer
from chapter.refusal import Refused
from chapter.shifts.circles import clearance_keepers
from chapter.shifts.queries.clearances import MissingClearance

CANNOT_BE_PLACED = "This person can’t be signed up here. Ask the volunteer lead."


@contextmanager
def refusals_for(viewer: Viewer, *, about: str = "") -> Iterator[None]:
    """Have a rule refuse in words that ``viewer`` may read, after the name of whom they are ``about``: only
    clearance keepers learn that somebody lacks a clearance; anybody else, a managing director too, reads that
    they cannot be placed. Raises Refused."""
    try:
        yield
    except Refused as refused:
        hidden = isinstance(refused, MissingClearance) and not clearance_keepers.includes(viewer)
        sentence = CANNOT_BE_PLACED if hidden else refused.sentence
        raise Refused(f"{about}: {sentence}" if about else sentence, refused.field) from None
