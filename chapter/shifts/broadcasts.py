"""What broadcasts to helpers have in common."""

from chapter.accounts.viewer import Viewer, volunteer_leads
from chapter.broadcasts.kinds import BroadcastKind
from chapter.broadcasts.models import Broadcast


class HelperBroadcast(BroadcastKind):
    """A broadcast to helpers, managed by those who lead volunteers."""

    def may_manage(self, viewer: Viewer, _said: Broadcast) -> bool:
        """Whether the viewer leads volunteers."""
        return volunteer_leads.includes(viewer)
