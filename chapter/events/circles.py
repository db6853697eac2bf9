"""Who may open the office's pages about events. Which events they see there, `queries` decides."""

from chapter.events import queries
from chapter.web.access import Circle

event_managers = Circle("those who manage an event", lambda viewer: queries.manages_any(viewer))
event_staff = Circle("those who manage an event or greet at one", lambda viewer: queries.works_at_any(viewer))
