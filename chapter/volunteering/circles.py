"""Who opens the office's pages about volunteers, and what of clearances each is told."""

from chapter.accounts.viewer import Viewer
from chapter.refusal import Refused
from chapter.volunteering.clearances import Uncleared
from chapter.web.access import Circle

volunteer_leads = Circle("volunteer leads", lambda viewer: viewer.has("volunteers"))
clearance_keepers = Circle("volunteer leads alone", lambda viewer: "volunteers" in viewer.roles)
CANNOT = "They cannot be placed here. Ask the volunteer lead."


def said_to(viewer: Viewer, refused: Refused) -> Refused:
    """``refused`` as ``viewer`` may read it: that somebody lacks a clearance is told to those who keep
    clearances; anybody else, a managing director too, reads that she cannot be placed."""
    if isinstance(refused, Uncleared) and not clearance_keepers.includes(viewer):
        return Refused(CANNOT, refused.field)
    return refused
