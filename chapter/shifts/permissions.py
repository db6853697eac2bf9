"""Who opens the office's pages about volunteers."""

from chapter.web.access import Circle

volunteer_leads = Circle("volunteer leads", lambda viewer: viewer.has("volunteers"))


clearance_keepers = Circle("volunteer leads alone", lambda viewer: "volunteers" in viewer.roles)
