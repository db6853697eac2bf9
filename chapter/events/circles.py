"""Who may open the office's pages about events. Which events she then finds there, `queries` knows."""

from chapter.events import queries
from chapter.web.access import Circle

event_keepers = Circle("those who manage an event", lambda viewer: queries.leads_any(viewer))
event_hands = Circle("those who manage an event or greet at one", lambda viewer: queries.works_at_any(viewer))
