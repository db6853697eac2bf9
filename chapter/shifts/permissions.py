"""Who notes trainings and checks, and is told of them."""

from chapter.web.access import Circle

clearance_keepers = Circle("volunteer leads alone", lambda viewer: "volunteers" in viewer.roles)
