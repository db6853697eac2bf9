"""Who opens the office's pages about volunteers, and what of clearances each is told."""

from chapter.accounts.viewer import Viewer
from chapter.broadcasts.kinds import BroadcastKind
from chapter.broadcasts.models import Broadcast
from chapter.refusal import Refused
from chapter.shifts.queries.clearances import MissingClearance
from chapter.web.access import Circle

volunteer_leads = Circle("volunteer leads", lambda viewer: viewer.has("volunteers"))
clearance_keepers = Circle("volunteer leads alone", lambda viewer: "volunteers" in viewer.roles)
CANNOT_BE_PLACED = "They cannot be placed here. Ask the volunteer lead."


def refusal_for(viewer: Viewer, refused: Refused) -> Refused:
    """``refused`` as ``viewer`` may read it: that somebody lacks a clearance is told to those who keep
    clearances; anybody else, a managing director too, reads that she cannot be placed."""
    if isinstance(refused, MissingClearance) and not clearance_keepers.includes(viewer):
        return Refused(CANNOT_BE_PLACED, refused.field)
    return refused


class HelperBroadcast(BroadcastKind):
    """What is told to helpers, by those who lead volunteers."""

    def may_manage(self, viewer: Viewer, _telling: Broadcast) -> bool:
        """Whether she leads volunteers."""
        return volunteer_leads.includes(viewer)
