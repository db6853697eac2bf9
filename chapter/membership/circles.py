"""Who may open the office's pages about members, and what a level opens."""

from chapter.levels import models
from chapter.membership import entitlements
from chapter.membership.views import members_only
from chapter.web.access import Circle

dues_keepers = Circle("those who record dues", lambda viewer: viewer.has("treasurer"))
welcomers = Circle("those who write to new members", lambda viewer: viewer.has("comms"))
directory_members = Circle(
    "members whose level opens the directory",
    lambda viewer: entitlements.is_entitled(viewer, models.DIRECTORY),
    refusal_page=members_only.directory_page,
)
