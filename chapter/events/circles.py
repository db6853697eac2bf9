"""Who may open the office's pages about events. Which events they see there, `queries` decides."""

from chapter.events import queries
from chapter.web.access import Circle

event_managers = Circle("people who manage an event", lambda viewer: queries.manages_any(viewer))
event_staff = Circle("people who manage or greet at an event", lambda viewer: queries.works_at_any(viewer))
needs_readers = Circle("people who may open it and use two-step verification", lambda viewer: viewer.secured)
"""What guests said of their needs is read with a second factor alone."""
