"""Who records trainings and checks, and may read about them."""

from chapter.web.access import Circle

clearance_keepers = Circle("volunteer leads alone", lambda viewer: "volunteers" in viewer.roles)
