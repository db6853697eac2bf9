"""Who may open the office's pages about events. Which events they see there, `queries` decides."""

from chapter.events import queries
from chapter.web.access import Circle

event_managers = Circle("those who manage an event", lambda viewer: queries.manages_any(viewer))
event_staff = Circle("those who manage an event or greet at one", lambda viewer: queries.works_at_any(viewer))
needs_readers = Circle("those with a second factor, of who may open the page", lambda viewer: viewer.secured)
"""What guests said of their needs is read with a second factor alone."""
