"""Who leads volunteers."""

from chapter.web.access import Circle

volunteer_leads = Circle("volunteer leads", lambda viewer: viewer.has("volunteers"))
