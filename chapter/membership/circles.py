"""Who opens the office's pages about members, and what a level opens."""

from chapter.membership import closed, opening
from chapter.web.access import Circle

dues_keepers = Circle("those who record dues", lambda viewer: viewer.has("treasurer"))
welcomers = Circle("those who write to new members", lambda viewer: viewer.has("comms"))
directory_members = Circle(
    "members whose level opens the directory",
    lambda viewer: opening.opened_to(viewer, opening.DIRECTORY),
    refusal_page=closed.directory,
)
