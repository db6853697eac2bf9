"""What a viewer may read about why somebody cannot take a shift."""

from chapter.accounts.viewer import Viewer
from chapter.refusal import Refused
from chapter.shifts.circles import clearance_keepers
from chapter.shifts.queries.clearances import MissingClearance

CANNOT_BE_PLACED = "They cannot be placed here. Ask the volunteer lead."


def for_viewer(viewer: Viewer, refused: Refused) -> Refused:
    """``refused`` as ``viewer`` may read it: only clearance keepers learn that somebody lacks a clearance;
    anybody else, a managing director too, reads that they cannot be placed."""
    if isinstance(refused, MissingClearance) and not clearance_keepers.includes(viewer):
        return Refused(CANNOT_BE_PLACED, refused.field)
    return refused
